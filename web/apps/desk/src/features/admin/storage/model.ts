export interface Storage {
  readonly total: number;
  readonly free: number;
  readonly room: 'well' | 'short' | 'very_short';
  readonly days_left: number | null;
  readonly waiting: number;
  readonly archive: 'none' | 'well' | 'away';
  readonly key_number: number;
  readonly troubles: number;
  readonly chain: number;
  readonly chain_broken_at: number | null;
  readonly clock_in_step: boolean;
  readonly clock_error: number | null;
}

export interface Coverage {
  readonly talked: number;
  readonly recorded: number;
  readonly why_not: Readonly<Record<string, number>>;
  readonly uncovered: readonly { readonly interaction_id: string; readonly unknown: number }[];
}

export interface Token {
  readonly id: string;
  readonly label: string;
  readonly made_by: string;
  readonly used_at: string | null;
  readonly token?: string;
}

export interface Export {
  readonly id: string;
  readonly asked_at: string;
  readonly by: string;
  readonly why: string;
  readonly state: 'waiting' | 'ready' | 'failed' | 'gone';
  readonly done: number;
  readonly count: number;
  readonly size: number;
}
