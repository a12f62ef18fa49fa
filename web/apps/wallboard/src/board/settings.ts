import { FIGURES, type Figure } from './figures';
import { layoutFor, SHORTEST_TURN, sizesFor, type Layout } from './sizes';

/** What the person at this screen has chosen. Kept on this computer: two walls of one center may differ. */
export interface Settings {
  readonly diagonal: number;
  readonly distance: number;
  /** Ids in the order of the wall; none means all. */
  readonly queues: readonly string[];
  readonly figures: readonly Figure[];
  /** Seconds that a page stays. */
  readonly turn: number;
  readonly waiting: number;
}

export const USUAL: Settings = {
  diagonal: 55,
  distance: 10,
  queues: [],
  figures: FIGURES.slice(0, 6),
  turn: 30,
  waiting: 5,
};

const KEY = 'lingtong.wallboard';
const LIMITS = {
  diagonal: [10, 200],
  distance: [1, 60],
  turn: [SHORTEST_TURN, 600],
  waiting: [1, 999],
} as const;

export type Complaint = {
  readonly key: 'range' | 'none' | 'too_many' | 'too_far';
  readonly params: Record<string, number | string>;
};

/** Why these settings cannot be shown; null when they can. */
export function complaint(settings: Settings): Complaint | null {
  for (const [name, [min, max]] of Object.entries(LIMITS)) {
    const value = settings[name as keyof typeof LIMITS];
    if (!(value >= min && value <= max)) return { key: 'range', params: { name, min, max } };
  }
  const { diagonal, distance, figures } = settings;
  const { most } = layoutOf(settings);
  if (figures.length === 0) return { key: 'none', params: {} };
  if (most === 0) return { key: 'too_far', params: { diagonal, distance } };
  if (figures.length > most)
    return { key: 'too_many', params: { diagonal, distance, most, chosen: figures.length } };
  return null;
}

export const layoutOf = (settings: Settings, queues = 1): Layout =>
  layoutFor(sizesFor(settings), settings.figures.length, queues);

/** Reads what was kept; anything that cannot be shown is put back to the usual. */
export function recall(text: string | null): Settings {
  if (!text) return USUAL;
  try {
    const kept = { ...USUAL, ...(JSON.parse(text) as Partial<Settings>) };
    const figures = FIGURES.filter((figure) => kept.figures.includes(figure));
    const settings = { ...kept, figures, queues: kept.queues.map(String) };
    return complaint(settings) === null ? settings : USUAL;
  } catch {
    return USUAL;
  }
}

export const load = (): Settings => recall(localStorage.getItem(KEY));
export const keep = (settings: Settings): void => localStorage.setItem(KEY, JSON.stringify(settings));

/** The queues to show, in the chosen order; queues that are gone are left out. */
export function chosen<Queue extends { readonly queue_id: string; readonly number: string }>(
  all: Iterable<Queue>,
  ids: readonly string[],
): Queue[] {
  const queues = [...all].sort((a, b) => a.number.localeCompare(b.number));
  if (ids.length === 0) return queues;
  return ids.flatMap((id) => queues.filter(({ queue_id }) => queue_id === id));
}
