import type { QueueConfig } from '@lingtong/client';

import type { Answer, Band, Changes, Curve, Figures, QueueChange, Ring, Sheet } from './api';

/** A wider circle of agents after some seconds: another queue helps, or fewer levels are asked for. */
export interface RingDraft {
  after: number;
  borrow: string;
  lower: number;
}

/** What the form holds. `volume` in percent of the calls; `priority` is null while it is left as it is. */
export interface Draft {
  agents: number;
  volume: number;
  priority: number | null;
  rings: RingDraft[];
}

export const blank = (): Draft => ({ agents: 0, volume: 100, priority: null, rings: [] });

export const isBlank = (draft: Draft): boolean =>
  draft.agents === 0 && draft.volume === 100 && draft.priority === null && draft.rings.length === 0;

export function changesOf(draft: Draft, queue: QueueConfig): Changes {
  const rules: { priority?: number; rings?: readonly Ring[] } = {};
  if (draft.priority !== null) rules.priority = draft.priority;
  if (draft.rings.length) rules.rings = draft.rings.map((ring) => ringOf(ring, queue));
  const change: QueueChange = {
    ...(draft.agents ? { agents: draft.agents } : {}),
    ...(draft.volume !== 100 ? { volume: draft.volume / 100 } : {}),
    ...(Object.keys(rules).length ? { rules } : {}),
  };
  return Object.keys(change).length ? { queues: { [queue.id]: change } } : {};
}

function ringOf(ring: RingDraft, queue: QueueConfig): Ring {
  const lowered = Object.entries(queue.skills).map(
    ([skill, level]) => [skill, Math.max(level - ring.lower, 1)] as const,
  );
  return {
    after: ring.after,
    ...(ring.lower > 0 ? { skills: Object.fromEntries(lowered) } : {}),
    ...(ring.borrow ? { borrow: [ring.borrow] } : {}),
  };
}

/** The change as somebody asked it, back in the form. */
export function draftOf(changes: Changes, queue: QueueConfig): Draft {
  const change = changes.queues?.[queue.id] ?? changes.queues?.[queue.number] ?? {};
  const first = Object.entries(queue.skills)[0];
  return {
    agents: change.agents ?? 0,
    volume: Math.round((change.volume ?? 1) * 100),
    priority: change.rules?.priority ?? null,
    rings: (change.rules?.rings ?? []).map((ring) => ({
      after: ring.after,
      borrow: ring.borrow?.[0] ?? '',
      lower: first ? Math.max(first[1] - (ring.skills?.[first[0]] ?? first[1]), 0) : 0,
    })),
  };
}

export const curveOf = (sheet: Sheet | null, queue: string): Curve | null =>
  sheet === null ? null : queue ? (sheet.queues[queue] ?? null) : sheet.total;

export const mean = (band: Band | null): number | null => (band ? band[0] : null);

export interface Verdict {
  readonly key: 'better' | 'worse' | 'same' | 'holds' | 'fails' | 'nobody';
  readonly before: number | null;
  readonly after: number | null;
  readonly reaches: boolean;
}

const CLOSE = 0.005;

/** What the answer says in one sentence: whether the goal is held, and what the change does to it. */
export function verdictOf(answer: Answer, queue: string, goal: number): Verdict {
  const before = mean(curveOf(answer.base, queue)?.day.service_level ?? null);
  const after = mean(curveOf(answer.changed, queue)?.day.service_level ?? null);
  const last = answer.changed ? after : before;
  const reaches = last !== null && last >= goal;
  if (last === null || before === null) return { key: 'nobody', before, after, reaches };
  if (!answer.changed || after === null) return { key: reaches ? 'holds' : 'fails', before, after, reaches };
  const moved = after - before;
  const key = Math.abs(moved) < CLOSE ? 'same' : moved > 0 ? 'better' : 'worse';
  return { key, before, after, reaches };
}

/** The goal of a queue; of all queues together, the mean of theirs by calls. */
export function goalOf(answer: Answer, queue: string): { share: number; seconds: number | null } {
  const one = answer.queues.find(({ id }) => id === queue);
  if (one) return { share: one.goal_share, seconds: one.goal_seconds };
  const weighted = answer.queues.map(
    (each) => [each.goal_share, answer.base.queues[each.id]?.day.offered[0] ?? 0] as const,
  );
  const calls = weighted.reduce((sum, [, count]) => sum + count, 0);
  const share = calls ? weighted.reduce((sum, [goal, count]) => sum + goal * count, 0) / calls : 0.8;
  return { share, seconds: null };
}

/** The half hours between the first and the last call, by number. */
export function spanOf(curves: readonly (Curve | null)[]): readonly number[] {
  const used = new Set<number>();
  for (const curve of curves)
    curve?.intervals.forEach((figures, at) => figures.offered[0] > 0 && used.add(at));
  if (used.size === 0) return [];
  const first = Math.min(...used);
  return Array.from({ length: Math.max(...used) - first + 1 }, (_, step) => first + step);
}

const two = (value: number): string => String(value).padStart(2, '0');
export const halfHour = (at: number): string => `${two(Math.floor(at / 2))}:${at % 2 ? '30' : '00'}`;

export type Measure = 'service_level' | 'asa' | 'occupancy' | 'abandoned';

export const pointsOf = (
  curve: Curve | null,
  measure: Measure,
  span: readonly number[],
): readonly (Band | null)[] => span.map((at) => curve?.intervals[at]?.[measure] ?? null);

export const countsOf = (curve: Curve | null, span: readonly number[]): readonly number[] =>
  span.map((at) => curve?.intervals[at]?.offered[0] ?? 0);

export interface Row {
  readonly at: number;
  readonly was: Figures | null;
  readonly before: Figures;
  readonly after: Figures | null;
}

export function rowsOf(answer: Answer, queue: string, span: readonly number[]): readonly Row[] {
  const [truth, base, changed] = [answer.truth, answer.base, answer.changed].map((one) =>
    curveOf(one, queue),
  );
  return span.flatMap((at) => {
    const before = base?.intervals[at];
    if (!before) return [];
    return [{ at, was: truth?.intervals[at] ?? null, before, after: changed?.intervals[at] ?? null }];
  });
}

/** A round number above: what an axis ends with. */
export function ceiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((one) => one * power >= value) ?? 10;
  return step * power;
}
