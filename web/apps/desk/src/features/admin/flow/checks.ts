import { checkField } from '../form/draft';
import { textOf, type Values } from '../form/fields';
import { exitsOf, NODES, nodesOf, typeOf } from './nodes';

/** What is wrong with a flow before it is sent; the server checks again and has the last word. */
export interface Finding {
  readonly node: string;
  readonly path: string;
  readonly level: 'error' | 'warning';
  /** Message key below `admin.finding`. */
  readonly key: 'no_start' | 'gone' | 'ends' | 'out_of_reach' | 'no_keys' | 'prompt_missing' | 'field';
  readonly params: Readonly<Record<string, string>>;
}

export interface KnownPrompt {
  readonly name: string;
  readonly language: string;
}

export const LANGUAGES = ['zh', 'en'] as const;

export function findings(flow: Values, prompts: readonly KnownPrompt[] | null): Finding[] {
  const nodes = nodesOf(flow);
  const start = textOf(flow.start);
  const found: Finding[] = [];
  if (!(start in nodes)) found.push({ node: '', path: 'start', level: 'error', key: 'no_start', params: {} });
  const reached = reach(nodes, start);
  for (const [name, node] of Object.entries(nodes)) {
    found.push(...inNode(name, node, nodes));
    if (!reached.has(name))
      found.push({ node: name, path: '', level: 'warning', key: 'out_of_reach', params: {} });
    if (prompts) found.push(...missing(name, node, prompts));
  }
  return found;
}

export function reach(nodes: Readonly<Record<string, Values>>, start: string): ReadonlySet<string> {
  const reached = new Set<string>(start in nodes ? [start] : []);
  for (const name of reached) {
    for (const { to } of exitsOf(nodes[name] ?? {})) if (to in nodes) reached.add(to);
  }
  return reached;
}

function inNode(name: string, node: Values, nodes: Readonly<Record<string, Values>>): Finding[] {
  const found: Finding[] = exitsOf(node).flatMap(({ path, to }): Finding[] => {
    if (to === '') return [{ node: name, path, level: 'warning', key: 'ends', params: {} }];
    return to in nodes ? [] : [{ node: name, path, level: 'error', key: 'gone', params: { to } }];
  });
  if (typeOf(node) === 'menu' && !exitsOf(node).some(({ path }) => path.startsWith('keys.'))) {
    found.push({ node: name, path: 'keys', level: 'error', key: 'no_keys', params: {} });
  }
  for (const field of NODES[typeOf(node)].fields) {
    if (checkField(field, node[field.name], false).length === 0) continue;
    found.push({ node: name, path: field.name, level: 'error', key: 'field', params: { field: field.name } });
  }
  return found;
}

function missing(name: string, node: Values, prompts: readonly KnownPrompt[]): Finding[] {
  return NODES[typeOf(node)].prompts.flatMap((path) => {
    const wanted = textOf(node[path]);
    if (!wanted) return [];
    const absent = LANGUAGES.filter(
      (language) => !prompts.some((one) => one.name === wanted && one.language === language),
    );
    return absent.map((language): Finding => {
      const params = { prompt: wanted, language };
      return { node: name, path, level: 'warning', key: 'prompt_missing', params };
    });
  });
}
