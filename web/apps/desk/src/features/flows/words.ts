import { useCenter } from '@lingtong/client';
import { computed, inject, provide, type InjectionKey } from 'vue';
import { useI18n } from 'vue-i18n';

import { usePrompts } from '../admin/api';
import type { Finding } from './api';
import { casesOf, textOf, textsOf, type Exit, type FlowNode } from './model/flow';
import { hintOf, wordOf, type FieldShape, type NodeShape } from './model/shapes';
import { useEditor } from './useEditor';

const SHORT = 90;

type FlowWords = ReturnType<typeof makeFlowWords>;
const KEY: InjectionKey<FlowWords> = Symbol('flow words');

/** What things of a flow are called on the screen, in the reader's language; made once for a whole canvas. */
export const useFlowWords = (): FlowWords => inject(KEY, null) ?? makeFlowWords();
export const provideFlowWords = (words: FlowWords): void => provide(KEY, words);

function makeFlowWords() {
  const { t, te, locale } = useI18n();
  const editor = useEditor();
  const prompts = usePrompts();
  const { queues } = useCenter();
  const spoken = computed(() => {
    const wanted = locale.value.startsWith('zh') ? 'zh' : 'en';
    const found = new Map<string, string>();
    for (const one of prompts.data.value ?? [])
      if (one.language === wanted || !found.has(one.name)) found.set(one.name, one.text);
    return found;
  });

  const typeWord = (shape: NodeShape | undefined, type = ''): string =>
    wordOf(shape?.words, locale.value) || type;
  const fieldWord = (field: FieldShape): string => wordOf(field.words, locale.value) || field.name;
  const exitWord = (node: FlowNode, exit: Exit): string => {
    const shape = editor.shapes.value.get(node.type);
    if (exit.kind === 'exit') return wordOf(shape?.exits[exit.name], locale.value) || exit.name;
    if (exit.kind === 'cases') {
      const when = casesOf(node[exit.field])[Number(exit.name) - 1]?.when ?? '';
      return when || t('flows.caseNumber', { number: exit.name });
    }
    if (exit.kind === 'named_exits') return exit.name;
    const label = shape?.fields.find(({ kind }) => kind === 'labels');
    const text = label ? textsOf(node[label.name])[exit.name] : '';
    return text ? `${exit.name} ${text}` : exit.name;
  };

  const part = (value: unknown): string => {
    if (typeof value === 'string') return spoken.value.get(value) || value;
    const say = value as { kind?: string; value?: string };
    return say.kind === 'prompt' ? `{${say.value ?? ''}}` : (say.value ?? '');
  };
  const promptText = (value: unknown): string =>
    (Array.isArray(value) ? value : value ? [value] : []).map(part).join(' ');

  const fieldText = (field: FieldShape, value: unknown): string => {
    if (value === null || value === undefined || value === '') return '';
    if (field.kind === 'prompt' || field.kind === 'word') return promptText(value);
    if (field.kind === 'queue') {
      const queue = queues.value.get(textOf(value));
      return queue ? (!locale.value.startsWith('zh') && queue.name_en) || queue.name : textOf(value);
    }
    if (field.kind === 'choice') return wordOf(field.choices[textOf(value)], locale.value);
    if (field.kind === 'computed')
      return Object.entries(textsOf(value))
        .map(([name, text]) => `${name} = ${text}`)
        .join(' · ');
    if (field.kind === 'values')
      return Object.entries(textsOf(value))
        .map(([name, text]) => `${name}: ${text}`)
        .join(' · ');
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };

  /** What a card says of a node: what is heard, asked, or where it leads. `names` of things by their id. */
  function summary(node: FlowNode, names: ReadonlyMap<string, string>): string {
    const shape = editor.shapes.value.get(node.type);
    const told: string[] = [];
    for (const field of shape?.fields ?? []) {
      if (
        field.more ||
        ['switch', 'number', 'seconds', 'key_map', 'labels', 'cases', 'named_exits'].includes(field.kind)
      )
        continue;
      const named = field.names ? names.get(textOf(node[field.name])) : '';
      const text = named || fieldText(field, node[field.name]);
      if (text && !(field.kind === 'choice' && told.length === 0 && node[field.name] === field.default))
        told.push(text);
    }
    const text = told.join(' · ');
    return text.length > SHORT ? `${text.slice(0, SHORT)}…` : text;
  }

  const findingWord = (finding: Finding): string => {
    const code = finding.code.replace(/^flow\./, '');
    const node = editor.flow.value.nodes[finding.node];
    const shape = node && editor.shapes.value.get(node.type);
    const field = shape?.fields.find(({ name }) => name === finding.field);
    const exit = shape?.exits[finding.field];
    const where = field ? fieldWord(field) : exit ? wordOf(exit, locale.value) : '';
    const own = te(`flows.finding.${code}`) ? t(`flows.finding.${code}`) : '';
    const said = own || wordOf(editor.findings.value[code], locale.value) || finding.message;
    return where ? `${where}${t('flows.colon')}${said}` : said;
  };

  return {
    typeWord,
    fieldWord,
    exitWord,
    promptText,
    spoken,
    summary,
    fieldText,
    findingWord,
    word: (words: Readonly<Record<string, string>> | undefined) => wordOf(words, locale.value),
    hint: (words: Readonly<Record<string, string>> | undefined) => hintOf(words, locale.value),
  };
}
