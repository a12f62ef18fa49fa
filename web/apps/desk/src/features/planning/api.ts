import { http } from '@lingtong/client';

/** A figure over several seeds: mean, least, most. */
export type Band = readonly [mean: number, low: number, high: number];

export interface Figures {
  readonly offered: Band;
  readonly answered: Band;
  readonly abandoned: Band;
  readonly other: Band;
  readonly longest: Band;
  readonly service_level: Band | null;
  readonly asa: Band | null;
  readonly occupancy: Band | null;
}

export interface Curve {
  readonly day: Figures;
  readonly intervals: readonly Figures[];
}

export interface Sheet {
  readonly total: Curve;
  readonly queues: Readonly<Record<string, Curve>>;
}

export interface PlayedQueue {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly name_en: string;
  readonly goal_seconds: number;
  readonly goal_share: number;
}

/** `truth`: what was counted on a recorded day. `took` in seconds. */
export interface Answer {
  readonly day: string;
  readonly length: number;
  readonly calls: number;
  readonly seeds: number;
  readonly took: number;
  readonly agents: number;
  readonly agents_changed: number;
  readonly queues: readonly PlayedQueue[];
  readonly base: Sheet;
  readonly changed: Sheet | null;
  readonly truth: Sheet | null;
}

export interface Ring {
  readonly after: number;
  readonly skills?: Readonly<Record<string, number>>;
  readonly borrow?: readonly string[];
}

export interface QueueChange {
  readonly agents?: number;
  readonly volume?: number;
  readonly rules?: { readonly priority?: number; readonly rings?: readonly Ring[] };
}

export interface Changes {
  readonly queues?: Readonly<Record<string, QueueChange>>;
}

export interface Traffic {
  readonly queues: Readonly<Record<string, Readonly<Record<string, number | boolean>>>>;
  readonly goal_seconds: number;
  readonly goal_share: number;
}

export interface Wrong {
  readonly field: string;
  readonly message: string;
  readonly code?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface Run {
  readonly id: string;
  readonly asked_by: string;
  readonly asked_at: string;
  readonly day: string;
  readonly changes: Changes;
  readonly traffic: Traffic | null;
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  readonly step: 'reading' | 'playing' | 'comparing';
  readonly progress: number;
  readonly refused: {
    readonly code: string;
    readonly message: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly errors: readonly Wrong[];
  } | null;
  readonly answer?: Answer | null;
}

export interface Runs {
  readonly days: readonly string[];
  readonly runs: readonly Run[];
}

export interface Choice {
  readonly agents: number;
  readonly service_level: number;
  readonly asa: number | null;
  readonly waits: number;
  readonly abandoned: number;
  readonly occupancy: number;
}

export interface Size {
  readonly load: number;
  readonly formula: 'A' | 'C';
  readonly agents: number;
  readonly paid: number;
  readonly lines: number;
  readonly choices: readonly Choice[];
}

/** By the customary rule, exact and to the nearest seat; `erlang` by Erlang C. */
export interface Seats {
  readonly exact: number;
  readonly seats: number;
  readonly load: number;
  readonly erlang: number;
}

const query = (asked: Readonly<Record<string, number>>): string =>
  new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, String(value)])).toString();

export const simulations = {
  list: (signal?: AbortSignal) => http.get<Runs>('/api/simulation', signal),
  one: (id: string, signal?: AbortSignal) => http.get<Run>(`/api/simulation/${id}`, signal),
  ask: (question: { day?: string; traffic?: Traffic; changes?: Changes }) =>
    http.post<Run>('/api/simulation', question),
  stop: (id: string) => http.delete<Run>(`/api/simulation/${id}`),
};

export const sizeOf = (asked: Readonly<Record<string, number>>, signal?: AbortSignal) =>
  http.get<Size>(`/api/sizing?${query(asked)}`, signal);

export const seatsOf = (asked: Readonly<Record<string, number>>, signal?: AbortSignal) =>
  http.get<Seats>(`/api/sizing/seats?${query(asked)}`, signal);
