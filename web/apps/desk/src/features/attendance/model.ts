import type { Presence } from './api';

/** The parts of a bar, in the order in which they stand. */
export const PARTS = ['talking', 'after_call_work', 'reserved', 'ready', 'watching', 'not_ready'] as const;
export type Part = (typeof PARTS)[number];

export const SORTS = ['first_in', 'agent_number', 'logged_in', 'worked', 'not_ready', 'overruns'] as const;
export type Sort = (typeof SORTS)[number];

export interface Piece {
  readonly part: Part;
  readonly seconds: number;
  /** Of the longest day on the page. */
  readonly percent: number;
}

export function piecesOf(one: Presence, longest: number): Piece[] {
  return PARTS.map((part) => ({
    part,
    seconds: one[part],
    percent: longest > 0 ? (one[part] / longest) * 100 : 0,
  })).filter(({ seconds }) => seconds > 0);
}

/** Times and numbers from small to large; what may want a look, the long and the many, first. */
export function sorted(agents: readonly Presence[], sort: Sort): Presence[] {
  const compare = (a: Presence, b: Presence): number => {
    if (sort === 'first_in') return a.first_in.localeCompare(b.first_in);
    return sort === 'agent_number' ? 0 : b[sort] - a[sort];
  };
  return [...agents].sort(
    (a, b) => compare(a, b) || a.agent_number.localeCompare(b.agent_number) || a.agent_id.localeCompare(b.agent_id), // prettier-ignore
  );
}

export type Sum = Readonly<Record<Part | 'logged_in' | 'worked' | 'overruns', number>> & {
  readonly there: number;
  readonly reasons: Readonly<Record<string, number>>;
};

export function sumOf(agents: readonly Presence[]): Sum {
  const of = (name: Part | 'logged_in' | 'worked' | 'overruns'): number =>
    agents.reduce((sum, one) => sum + one[name], 0);
  const reasons: Record<string, number> = {};
  for (const [id, seconds] of agents.flatMap((one) => Object.entries(one.reasons)))
    reasons[id] = (reasons[id] ?? 0) + seconds;
  return {
    talking: of('talking'),
    after_call_work: of('after_call_work'),
    reserved: of('reserved'),
    ready: of('ready'),
    watching: of('watching'),
    not_ready: of('not_ready'),
    logged_in: of('logged_in'),
    worked: of('worked'),
    overruns: of('overruns'),
    there: agents.filter((one) => one.last_out === null).length,
    reasons,
  };
}

/** The longest first. */
export const reasonsOf = (reasons: Readonly<Record<string, number>>): [id: string, seconds: number][] =>
  Object.entries(reasons)
    .filter(([, seconds]) => seconds >= 1)
    .sort(([, a], [, b]) => b - a);

/** The same day of the calendar, some days on. */
export function daysOn(day: string, days: number): string {
  const at = new Date(`${day}T12:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** As the clock on the wall of the center shows it; with the date where that is another day. */
export function wallTime(time: string, zone: string, day: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(time));
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  const date = `${of('year')}-${of('month')}-${of('day')}`;
  const clock = `${of('hour')}:${of('minute')}`;
  if (date === day) return clock;
  return clock === '00:00' && date === daysOn(day, 1) ? '24:00' : `${date.slice(5)} ${clock}`;
}
