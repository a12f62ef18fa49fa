import { call, type FieldError, http } from '@lingtong/client';

export interface Officer {
  readonly key: string;
  readonly name: string;
  readonly agent_id: string;
  readonly mobile: string;
}

export interface Roster {
  readonly id: string;
  readonly name: string;
  readonly name_en: string;
  readonly officers: readonly Officer[];
}

export interface Span {
  readonly starts: string;
  readonly ends: string;
  readonly officer: Officer | null;
  readonly dated: boolean;
  readonly why: string;
  readonly gap: boolean;
}

/** `days` are the midnights of the roster's own time zone, and the one after the last. */
export interface Week {
  readonly roster_id: string;
  readonly monday: string;
  readonly timezone: string;
  readonly days: readonly string[];
  readonly spans: readonly Span[];
  readonly now: Span | null;
}

export interface Note {
  readonly id: string;
  readonly roster_id: string;
  readonly at: string;
  readonly by: string;
  readonly text: string;
  readonly read_at: string | null;
  readonly read_by: string;
}

export interface Swap {
  readonly date: string;
  readonly opens: string;
  readonly closes: string;
  readonly officer: string;
  readonly why: string;
}

const of = (id: string): string => `/api/duty/${encodeURIComponent(id)}`;

export const duty = {
  rosters: (signal?: AbortSignal) => http.get<readonly Roster[]>('/api/duty', signal),
  week: (id: string, day: string, signal?: AbortSignal) =>
    http.get<Week>(`${of(id)}/week${day ? `?day=${day}` : ''}`, signal),
  swap: (id: string, swap: Swap) => http.post<void>(`${of(id)}/shifts`, swap),
  take: (id: string, file: File) => call<{ added: number }>('POST', `${of(id)}/import`, file),
  notes: (id: string, signal?: AbortSignal) => http.get<readonly Note[]>(`${of(id)}/notes`, signal),
  write: (id: string, text: string) => http.post<Note>(`${of(id)}/notes`, { text }),
  read: (noteId: string) => http.post<Note>(`/api/duty/notes/${encodeURIComponent(noteId)}/read`),
};

export interface KeptOfficer {
  key: string;
  name: string;
  agent_id: string;
  mobile: string;
  mail: string;
}

export interface KeptShift {
  week: number;
  day: number;
  opens: string;
  closes: string;
  officer: string;
}

/** The roster as an administrator keeps it; dated shifts come and go as they are. */
export interface Kept {
  id?: string;
  revision?: number;
  name: string;
  name_en: string;
  timezone: string;
  calendar_id: string;
  covers: 'always' | 'open' | 'closed';
  weeks: number;
  starts: string;
  officers: KeptOfficer[];
  shifts: KeptShift[];
  dated: readonly Swap[];
  warnings?: readonly FieldError[];
}

const KEPT = '/api/admin/duty-rosters';
export const kept = {
  get: (id: string) => http.get<Kept>(`${KEPT}/${encodeURIComponent(id)}`),
  save: (body: Kept) =>
    body.id ? http.put<Kept>(`${KEPT}/${encodeURIComponent(body.id)}`, body) : http.post<Kept>(KEPT, body),
  calendars: (signal?: AbortSignal) =>
    http.get<readonly { id: string; name: string }[]>('/api/admin/calendars', signal),
};
