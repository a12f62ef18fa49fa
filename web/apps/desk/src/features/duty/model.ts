import type { Kept, Officer, Span, Week } from './api';

export interface Block {
  readonly span: Span;
  /** Shares of the day's height. */
  readonly top: number;
  readonly height: number;
  readonly from: string;
  readonly to: string;
}

const at = (time: string): number => Date.parse(time);

/** The clock on the wall of the roster's time zone. */
export function clock(time: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(at(time));
}

/** What stands in one column of the grid. A day may have 23 or 25 hours. */
export function blocksOf(week: Week, day: number): readonly Block[] {
  const [starts, ends] = [at(week.days[day] ?? ''), at(week.days[day + 1] ?? '')];
  return week.spans
    .filter((span) => at(span.ends) > starts && at(span.starts) < ends && (span.officer || span.gap))
    .map((span) => {
      const [from, to] = [Math.max(at(span.starts), starts), Math.min(at(span.ends), ends)];
      return {
        span,
        top: (from - starts) / (ends - starts),
        height: (to - from) / (ends - starts),
        from: clock(new Date(from).toISOString(), week.timezone),
        to: to === ends ? '24:00' : clock(new Date(to).toISOString(), week.timezone),
      };
    });
}

export const gapsIn = (week: Week): number => week.spans.filter((span) => span.gap).length;

/** The date of a column, as the server writes dates. */
export function dateOf(week: Week, day: number): string {
  return addDays(week.monday, day);
}

export function addDays(day: string, by: number): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + by);
  return date.toISOString().slice(0, 10);
}

/** One of six quiet colors for each officer, the same in every week. */
export const colorOf = (officers: readonly Officer[], officer: Officer): number =>
  Math.max(
    officers.findIndex(({ key }) => key === officer.key),
    0,
  ) % 6;

/** What a new roster begins with. */
export const emptyRoster = (monday: string): Kept => ({
  name: '',
  name_en: '',
  timezone: 'Asia/Shanghai',
  calendar_id: '',
  covers: 'always',
  weeks: 1,
  starts: monday,
  officers: [],
  shifts: [],
  dated: [],
});

/** A key that no officer of the roster has. */
export function freeKey(kept: Kept): string {
  const taken = new Set(kept.officers.map(({ key }) => key));
  let number = kept.officers.length + 1;
  while (taken.has(`o${number}`)) number += 1;
  return `o${number}`;
}
