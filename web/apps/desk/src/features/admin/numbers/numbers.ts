/** Entries of number lists as `/api/lists` gives them. */

export interface Entry {
  readonly id: string;
  readonly list_id: string;
  readonly list_name: string;
  readonly list_name_en: string;
  readonly number: string;
  readonly prefix: boolean;
  readonly state: 'asked' | 'active' | 'declined' | 'ended';
  readonly why: string;
  readonly since: string;
  readonly until: string | null;
  readonly ended_at: string | null;
  readonly asked_by: string;
  readonly approved_by: string;
  readonly reports: number;
}

export interface EntryPage {
  readonly items: readonly Entry[];
  readonly next: string;
  readonly held: Readonly<Record<string, number>>;
}

export interface ImportResult {
  readonly import_id: string;
  readonly rows: number;
  readonly good: number;
  readonly known: number;
  readonly errors: readonly { row: number; field: string; code: string }[];
  readonly wrong: number;
}

export interface Imported {
  readonly id: string;
  readonly list_id: string;
  readonly name: string;
  readonly at: string;
  readonly by: string;
  readonly entries: number;
  readonly undone_at: string | null;
}

export interface NumberList {
  readonly id: string;
  readonly name: string;
  readonly name_en: string;
  readonly kind: 'block' | 'suspect' | 'trusted' | 'vip' | 'free';
}

export const LOCKED = 'locked';
export const SUSPECTED = 'suspected';
/** Kept by the floor, of what agents say: nobody adds to them by hand. */
export const BY_AGENTS: readonly string[] = [LOCKED, SUSPECTED];
export const entriesKey = ['lists', 'entries'] as const;
export const importsKey = ['lists', 'imports'] as const;
