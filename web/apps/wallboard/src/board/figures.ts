import type { QueueFigures } from '@lingtong/client';
import { count, duration } from '@lingtong/ui';

/** What a wall shows of a queue. No names, no ranking. */
export const FIGURES = [
  'waiting',
  'longest',
  'ready',
  'service_level',
  'answered',
  'abandoned',
  'talking',
] as const;
export type Figure = (typeof FIGURES)[number];

/** What the wall draws of one queue: its state now and what was counted today. */
export type WallQueue = Pick<
  QueueFigures,
  | 'queue_id'
  | 'number'
  | 'name'
  | 'name_en'
  | 'goal_seconds'
  | 'goal_share'
  | 'waiting'
  | 'ready'
  | 'logged_in'
  | 'talking'
> &
  Pick<QueueFigures['today'], 'offered' | 'answered' | 'abandoned' | 'short_abandoned' | 'service_level'> & {
    readonly oldest_arrived_at: string | null;
  };

/** Over or under a limit, far or just so; always a sign beside the color. */
export type Mark = 'none' | 'over' | 'far_over' | 'under' | 'far_under';

export const SIGNS: Readonly<Record<Mark, string>> = {
  none: '',
  over: '▲',
  far_over: '▲▲',
  under: '▼',
  far_under: '▼▼',
};

export interface Reading {
  readonly text: string;
  /** Smaller, behind the number: `/14`, `%`. */
  readonly rest: string;
  readonly mark: Mark;
  /** The goal under the number: message key below `board.goal` with its values. */
  readonly goal: { readonly key: 'at_most' | 'at_least' | 'none'; readonly value: string };
}

export interface Limits {
  /** So many waiting are too many; twice as many far too many. */
  readonly waiting: number;
}

const FAR_WAIT = 3; // times the answer goal
const FAR_SHARE = 0.1; // below the goal
const ABANDONED_SHARE = 0.05;
const FEW = 20; // shares of fewer contacts are no reason for an alarm
const MINUTES_FROM = 600; // seconds from which whole minutes are enough, and fit

const NO_GOAL = { key: 'none', value: '' } as const;
const atMost = (value: string) => ({ key: 'at_most', value }) as const;

/** One figure of a queue now; `waited` is the longest wait in seconds, null while nobody waits. */
export function read(figure: Figure, queue: WallQueue, waited: number | null, limits: Limits): Reading {
  switch (figure) {
    case 'waiting':
      return plain(
        queue.waiting,
        overBy(queue.waiting, limits.waiting, limits.waiting * 2),
        atMost(String(limits.waiting - 1)),
      );
    case 'longest':
      return longest(queue, waited);
    case 'ready':
      return {
        text: String(queue.ready),
        rest: `/${queue.logged_in}`,
        mark: readyMark(queue),
        goal: NO_GOAL,
      };
    case 'service_level':
      return serviceLevel(queue);
    case 'abandoned':
      return plain(queue.abandoned, abandonedMark(queue), NO_GOAL);
    case 'answered':
      return plain(queue.answered, 'none', NO_GOAL);
    case 'talking':
      return plain(queue.talking, 'none', NO_GOAL);
  }
}

const plain = (value: number, mark: Mark, goal: Reading['goal']): Reading => ({
  text: count(value),
  rest: '',
  mark,
  goal,
});

function overBy(value: number, limit: number, far: number): Mark {
  if (value >= far) return 'far_over';
  return value >= limit ? 'over' : 'none';
}

function longest(queue: WallQueue, waited: number | null): Reading {
  const goal = atMost(duration(queue.goal_seconds));
  if (queue.waiting === 0) return { text: '–', rest: '', mark: 'none', goal };
  if (waited === null) return { text: '–:–', rest: '', mark: 'none', goal };
  const mark = overBy(waited, queue.goal_seconds + 1, queue.goal_seconds * FAR_WAIT);
  if (waited >= MINUTES_FROM) return { text: String(Math.floor(waited / 60)), rest: '′', mark, goal };
  return { text: duration(waited), rest: '', mark, goal };
}

/** Nobody free while somebody waits; nobody there at all is far worse. */
function readyMark(queue: WallQueue): Mark {
  if (queue.waiting === 0 || queue.ready > 0) return 'none';
  return queue.logged_in === 0 ? 'far_under' : 'under';
}

function serviceLevel(queue: WallQueue): Reading {
  const goal = { key: 'at_least', value: `${Math.round(queue.goal_share * 100)}%` } as const;
  const share = queue.service_level;
  if (share === null) return { text: '–', rest: '', mark: 'none', goal };
  const counted = queue.answered + queue.abandoned - queue.short_abandoned;
  const isFine = share >= queue.goal_share || counted < FEW;
  const mark = isFine ? 'none' : share < queue.goal_share - FAR_SHARE ? 'far_under' : 'under';
  return { text: share === 1 ? '100' : (share * 100).toFixed(1), rest: '%', mark, goal };
}

function abandonedMark(queue: WallQueue): Mark {
  if (queue.offered < FEW) return 'none';
  const share = queue.abandoned / queue.offered;
  return overBy(share, ABANDONED_SHARE, ABANDONED_SHARE * 2);
}
