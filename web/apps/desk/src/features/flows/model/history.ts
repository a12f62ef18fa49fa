import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';

export const MOST_STEPS = 100;
const SAME_WITHIN = 1500; // typing in one field is one step

export interface History<T> {
  readonly now: ShallowRef<T>;
  readonly canUndo: ComputedRef<boolean>;
  readonly canRedo: ComputedRef<boolean>;
  /** `what` names the field that is typed in: steps of the same name close together become one. */
  readonly step: (next: T, what?: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly begin: (value: T) => void;
}

export function history<T>(first: T, clock: () => number = Date.now): History<T> {
  const now = shallowRef(first);
  const before = shallowRef<readonly T[]>([]);
  const after = shallowRef<readonly T[]>([]);
  let last = { what: '', at: 0 };
  const step = (next: T, what = ''): void => {
    if (next === now.value) return;
    const same = what !== '' && what === last.what && clock() - last.at < SAME_WITHIN;
    if (!same) before.value = [...before.value, now.value].slice(-MOST_STEPS);
    last = { what, at: clock() };
    after.value = [];
    now.value = next;
  };
  const swap = (from: typeof before, into: typeof before): void => {
    const found = from.value.at(-1);
    if (found === undefined) return;
    from.value = from.value.slice(0, -1);
    into.value = [...into.value, now.value];
    last = { what: '', at: 0 };
    now.value = found;
  };
  return {
    now,
    canUndo: computed(() => before.value.length > 0),
    canRedo: computed(() => after.value.length > 0),
    step,
    undo: () => swap(before, after),
    redo: () => swap(after, before),
    begin: (value) => {
      [before.value, after.value] = [[], []];
      last = { what: '', at: 0 };
      now.value = value;
    },
  };
}
