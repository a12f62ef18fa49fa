import { http } from '@lingtong/client';

export const BY = ['day', 'queue', 'agent', 'form'] as const;
export type By = (typeof BY)[number];
export const SPANS = [7, 30, 90, 365] as const;

export interface Figure {
  readonly key: string;
  readonly name: string;
  readonly files: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly removed: number;
  readonly failed: number;
  readonly incomplete: number;
}

export interface Covered {
  readonly talked: number;
  readonly recorded: number;
  readonly why_not: Readonly<Record<string, number>>;
  readonly uncovered: readonly { readonly interaction_id: string; readonly unknown: number }[];
}

/** The last days up to now, the first one whole. */
export function span(days: number, now = new Date()): string {
  const from = new Date(now);
  from.setHours(0, 0, 0, 0);
  from.setDate(from.getDate() - days + 1);
  return new URLSearchParams({ from: from.toISOString(), to: now.toISOString() }).toString();
}

export const figures = (by: By, days: number, signal?: AbortSignal): Promise<readonly Figure[]> =>
  http.get<readonly Figure[]>(`/api/recordings/figures?${span(days)}&by=${by}`, signal);

export const coverage = (days: number, signal?: AbortSignal): Promise<Covered> =>
  http.get<Covered>(`/api/recordings/coverage?${span(days)}`, signal);

function sinceTheFirst(rows: readonly Figure[]): readonly Figure[] {
  const first = rows.findIndex(({ files }) => files > 0);
  return first < 0 ? [] : rows.slice(first).reverse();
}

export function total(rows: readonly Figure[]): Omit<Figure, 'key' | 'name'> {
  const sum = (of: (row: Figure) => number): number => rows.reduce((all, row) => all + of(row), 0);
  return {
    files: sum((row) => row.files),
    seconds: sum((row) => row.seconds),
    bytes: sum((row) => row.bytes),
    removed: sum((row) => row.removed),
    failed: sum((row) => row.failed),
    incomplete: sum((row) => row.incomplete),
  };
}

/** Days from the first with a file on, newest first; everything else by files, most first. */
export const sorted = (by: By, rows: readonly Figure[]): readonly Figure[] =>
  by === 'day'
    ? sinceTheFirst(rows)
    : rows.filter(({ files }) => files > 0).sort((one, other) => other.files - one.files);
