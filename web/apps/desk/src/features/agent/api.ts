import { http } from '@lingtong/client';

export interface Profile {
  readonly id: string;
  readonly agent_number: string;
  readonly name: string;
  readonly phone: string;
  readonly team_id: string;
  readonly site_id: string;
  readonly skills: Readonly<Record<string, number>>;
  readonly queues: readonly string[];
  readonly regions: readonly string[];
  readonly qualifications: Readonly<Record<string, string>>;
  readonly dial_right: string;
  readonly login: string;
  readonly locked: boolean;
  readonly role: {
    readonly name: string;
    readonly name_en: string;
    readonly permissions: readonly string[];
    readonly dial_right: string;
  } | null;
}

export interface Task {
  readonly kind: string;
  readonly id: string;
  readonly about: string;
  readonly since: string;
  readonly due: string | null;
  readonly interaction_id: string;
}

export const KINDS = ['session', 'state', 'contact', 'watching', 'admin'] as const;
export type Kind = (typeof KINDS)[number];

export interface Line {
  readonly at: string;
  readonly kind: Kind;
  readonly code: string;
  readonly actor: string;
  readonly interaction_id: string;
  readonly said: Readonly<Record<string, string | number | boolean>>;
}

export interface Log {
  readonly day: string;
  readonly timezone: string;
  readonly lines: readonly Line[];
}

const of = (id: string): string => `/api/agents/${encodeURIComponent(id)}`;
export const profileOf = (id: string, signal?: AbortSignal) => http.get<Profile>(of(id), signal);
export const tasksOf = (id: string, signal?: AbortSignal) =>
  http.get<readonly Task[]>(`${of(id)}/tasks`, signal);
export const logOf = (id: string, day: string, signal?: AbortSignal) =>
  http.get<Log>(`${of(id)}/log${day ? `?day=${day}` : ''}`, signal);
export const sheetOf = (id: string, day: string): string => `${of(id)}/log?day=${day}&form=csv`;
