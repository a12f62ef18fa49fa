import type { LocationQuery } from 'vue-router';

/** The filters of the list: all of them live in the query string, none of them is about a person outside. */
export interface Filters {
  readonly queue: string;
  readonly agent: string;
  readonly direction: string;
  readonly result: string;
  /** Days in the reader's time zone, `2026-11-21`, both included. */
  readonly from: string;
  readonly to: string;
  readonly mine: boolean;
}

export const DIRECTIONS = ['in', 'out', 'internal'] as const;
export const RESULTS = [
  'handled',
  'abandoned',
  'abandoned_in_menu',
  'released',
  'refused',
  'lost',
  'degraded',
  'unanswered',
  'callback',
  'blocked',
  'message',
  'screened',
] as const;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function filtersIn(query: LocationQuery, onlyMine: boolean): Filters {
  const text = (name: string): string => (typeof query[name] === 'string' ? (query[name] as string) : '');
  const day = (name: string): string => (DAY.test(text(name)) ? text(name) : '');
  return {
    queue: text('queue'),
    agent: onlyMine ? '' : text('agent'),
    direction: text('direction'),
    result: text('result'),
    from: day('from'),
    to: day('to'),
    mine: onlyMine || text('mine') === '1',
  };
}

/** The filters as the page's own query: what is not set is left out. */
export function queryOf(filters: Filters): Record<string, string> {
  const all = { ...filters, mine: filters.mine ? '1' : '' };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

/** The filters as the api reads them: days become moments, the last day counts to its end. */
export function askOf(filters: Filters, cursor: string): string {
  const ask = new URLSearchParams(queryOf({ ...filters, from: '', to: '' }));
  if (filters.from) ask.set('from', startOf(filters.from, 0));
  if (filters.to) ask.set('to', startOf(filters.to, 1));
  if (cursor) ask.set('cursor', cursor);
  return ask.toString();
}

function startOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

export const isFiltered = (filters: Filters, onlyMine: boolean): boolean =>
  Object.keys(queryOf({ ...filters, mine: onlyMine ? false : filters.mine })).length > 0;
