import { onUnmounted } from 'vue';

import type { KeyAct } from './table';

type Run = () => unknown;
const runs = new Map<KeyAct, Run[]>();

/** While the component lives, this act is done by `run`; the one that came last goes first. */
export function useKey(act: KeyAct, run: Run): void {
  runs.set(act, [...(runs.get(act) ?? []), run]);
  onUnmounted(() =>
    runs.set(
      act,
      (runs.get(act) ?? []).filter((one) => one !== run),
    ),
  );
}

/** Returns whether somebody does this act now. A run that returns `false` passes it on. */
export function perform(act: KeyAct): boolean {
  const all = [...(runs.get(act) ?? [])].reverse();
  return all.some((run) => run() !== false);
}
