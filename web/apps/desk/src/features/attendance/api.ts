import { http } from '@lingtong/client';

/** One agent's day, in seconds. `last_out` is null while the agent is signed in. `reasons` by reason id. */
export interface Presence {
  readonly agent_id: string;
  readonly agent_number: string;
  readonly name: string;
  readonly team_id: string;
  readonly first_in: string;
  readonly last_out: string | null;
  readonly sessions: number;
  readonly logged_in: number;
  readonly worked: number;
  readonly ready: number;
  readonly reserved: number;
  readonly talking: number;
  readonly after_call_work: number;
  readonly watching: number;
  readonly not_ready: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly overruns: number;
}

export interface AttendanceOfDay {
  readonly day: string;
  readonly timezone: string;
  readonly agents: readonly Presence[];
}

const query = (day: string, more: Readonly<Record<string, string>> = {}): string => {
  const asked = Object.entries({ day, ...more }).filter(([, value]) => value);
  return asked.length ? `?${new URLSearchParams(asked)}` : '';
};

/** Without a day: today, where the center is. */
export const attendanceOf = (day: string, signal?: AbortSignal) =>
  http.get<AttendanceOfDay>(`/api/attendance${query(day)}`, signal);

export const sheetOf = (day: string, team: string): string =>
  `/api/attendance${query(day, { team, form: 'csv' })}`;
