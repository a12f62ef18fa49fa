import { Refused } from '@lingtong/client';
import { useQueryClient } from '@tanstack/vue-query';
import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue';

import { refusalText } from '../../refusals/say';
import { flowsApi, keys, type FlowWhole } from './api';
import { stable } from './model/diff';
import { asFlow, type Flow } from './model/flow';
import type { Editor } from './useEditor';

const SAVE_AFTER = 900;
const TRY_AGAIN = 5000;

export interface Conflict {
  readonly by: string;
  readonly revision: number;
  readonly theirs: Flow;
}

/** The draft on the server follows what is drawn; nobody's work is overwritten unseen. */
export function useDraft(id: () => string, editor: Editor, readOnly: () => boolean) {
  const client = useQueryClient();
  const whole = shallowRef<FlowWhole | null>(null);
  const revision = ref(0);
  const savedAt = ref<Date | null>(null);
  const problem = ref('');
  const conflict = shallowRef<Conflict | null>(null);
  const saved = shallowRef('');
  let timer = 0;
  let saving: Promise<void> | null = null;

  const dirty = computed(
    () => whole.value !== null && !readOnly() && stable(editor.flow.value) !== saved.value,
  );

  function take(found: FlowWhole, keepHistory = false): void {
    whole.value = found;
    revision.value = found.revision;
    conflict.value = null;
    problem.value = '';
    const flow = asFlow(found.draft ?? found.live);
    saved.value = stable(flow);
    savedAt.value = found.draft && found.changed_at ? new Date(found.changed_at) : null;
    if (keepHistory) editor.change(flow);
    else editor.begin(flow);
  }

  async function load(keepHistory = false): Promise<void> {
    window.clearTimeout(timer);
    take(await flowsApi.one(id()), keepHistory);
  }

  /** What the server tells beside the flow itself, such as versions, after somebody published. */
  async function refresh(): Promise<void> {
    const found = await flowsApi.one(id());
    whole.value = found;
    if (!dirty.value && stable(asFlow(found.draft ?? found.live)) === saved.value)
      revision.value = found.revision;
    await client.invalidateQueries({ queryKey: keys.list, exact: true });
  }

  async function put(): Promise<void> {
    const flow = editor.flow.value;
    try {
      const told = await flowsApi.save(id(), flow, revision.value);
      revision.value = told.revision;
      saved.value = stable(flow);
      savedAt.value = new Date(told.changed_at);
      problem.value = '';
      if (whole.value)
        whole.value = {
          ...whole.value,
          draft: flow,
          revision: told.revision,
          changed_at: told.changed_at,
          by: told.by,
        };
    } catch (error) {
      await failed(error);
    }
  }

  async function failed(error: unknown): Promise<void> {
    if (error instanceof Refused && error.code === 'flow.draft_stale') {
      const found = await flowsApi.one(id()).catch(() => null);
      if (!found) return;
      conflict.value = { by: found.by, revision: found.revision, theirs: asFlow(found.draft ?? found.live) };
      return;
    }
    problem.value = refusalText(error);
    if (error instanceof Refused && (error.status === 0 || error.status >= 500)) plan(TRY_AGAIN);
  }

  function plan(after: number): void {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void flush(), after);
  }

  async function flush(): Promise<boolean> {
    window.clearTimeout(timer);
    while (saving) await saving;
    if (!dirty.value || conflict.value) return !conflict.value && !problem.value;
    saving = put().finally(() => (saving = null));
    await saving;
    return !dirty.value && !conflict.value;
  }

  function keepMine(): void {
    if (!conflict.value) return;
    revision.value = conflict.value.revision;
    conflict.value = null;
    void flush();
  }

  function takeTheirs(): void {
    const found = conflict.value;
    if (!found) return;
    revision.value = found.revision;
    saved.value = stable(found.theirs);
    conflict.value = null;
    editor.change(found.theirs); // one step: undo brings the own work back
  }

  watch(editor.flow, () => dirty.value && !conflict.value && plan(SAVE_AFTER));
  const hide = (): void => void (document.visibilityState === 'hidden' && flush());
  document.addEventListener('visibilitychange', hide);
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', hide);
    void flush();
  });
  return { whole, revision, savedAt, problem, conflict, dirty, load, refresh, flush, keepMine, takeTheirs };
}

export type DraftKeeper = ReturnType<typeof useDraft>;
