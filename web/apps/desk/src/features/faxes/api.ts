import { call, http } from '@lingtong/client';

export type Direction = 'in' | 'out';
export type Act = 'take' | 'finish' | 'release' | 'decline' | 'forward' | 'note';

export interface Fax {
  readonly id: string;
  readonly direction: Direction;
  readonly state: string;
  readonly number: string;
  readonly remote: string;
  readonly title: string;
  readonly note: string;
  readonly owner: string;
  readonly owner_name: string;
  readonly queue_name: string;
  readonly batch_id: string;
  readonly created_at: string;
  readonly ended_at: string | null;
  readonly due: string | null;
  readonly pages: number;
  readonly size: number;
  readonly sha256: string;
  readonly tries: number;
  readonly seconds: number;
  readonly t38: boolean;
  readonly error: string;
  readonly gone: number;
  readonly rate: number;
  readonly queue_id: string;
  readonly taken_at: string | null;
  readonly settled_at: string | null;
  /** Offered to whoever asks. */
  readonly mine: boolean;
  readonly offered_name: string;
  readonly offered_until: string | null;
  readonly held_by: string;
  readonly held_why: string;
  readonly removed_at: string | null;
}

export interface Work {
  readonly offered: number;
  readonly new: number;
  readonly overdue: number;
  readonly in_hand: number;
  readonly oldest: string | null;
}

export interface Batch {
  readonly id: string;
  readonly title: string;
  readonly asked_at: string;
  readonly count: number;
  readonly states: Readonly<Record<string, number>>;
  readonly again: number;
  readonly pages: number;
  readonly gone: number;
}

export interface Figures {
  readonly received: number;
  readonly sent: number;
  readonly pages_received: number;
  readonly pages_sent: number;
  readonly failed: number;
  readonly failed_by: Readonly<Record<string, number>>;
  readonly minutes: number;
  readonly mean_minutes: number;
  readonly done: number;
  readonly in_time: number;
  readonly service_level: number | null;
  readonly waiting: number;
  readonly overdue: number;
  readonly days: readonly {
    readonly day: string;
    readonly received: number;
    readonly sent: number;
    readonly failed: number;
    readonly pages: number;
  }[];
  readonly entry_points: readonly {
    readonly number: string;
    readonly name: string;
    readonly received: number;
    readonly pages: number;
    readonly failed: number;
  }[];
}

/** Which of them. */
export interface Only {
  readonly batch?: string;
  readonly queue?: string;
  readonly states?: readonly string[];
  readonly mine?: boolean;
  readonly before?: string;
}

export interface Sent {
  readonly fax_id: string;
  readonly pages: number;
}

const of = (id: string): string => `/api/faxes/${encodeURIComponent(id)}`;

export const faxes = {
  listed: (direction: Direction, only: Only, signal?: AbortSignal) => {
    const query = new URLSearchParams({ direction, batch: only.batch ?? '', queue: only.queue ?? '' });
    for (const state of only.states ?? []) query.append('state', state);
    if (only.mine) query.set('mine', 'true');
    if (only.before) query.set('before', only.before);
    return http.get<{ items: readonly Fax[] }>(`/api/faxes?${query.toString()}`, signal);
  },
  work: (signal?: AbortSignal) => http.get<Work>('/api/faxes/work', signal),
  one: (id: string, signal?: AbortSignal) => http.get<Fax>(of(id), signal),
  batches: (signal?: AbortSignal) => http.get<readonly Batch[]>('/api/faxes/batches', signal),
  figures: (from: Date, to: Date, signal?: AbortSignal) =>
    http.get<Figures>(
      `/api/faxes/figures?${new URLSearchParams({ from: from.toISOString(), to: to.toISOString() }).toString()}`,
      signal,
    ),
  change: (id: string, act: Act, more: { agent_id?: string; queue_id?: string; note?: string } = {}) =>
    call<Fax>('PUT', of(id), { act, ...more }),
  sendOn: (id: string, number: string) => http.post<Sent>(`${of(id)}/send-on`, { number }),
  mail: (id: string, to: string, note: string) => http.post<void>(`${of(id)}/mail`, { to, note }),
  hold: (id: string, why: string) => http.post<void>(`${of(id)}/hold`, { why }),
  liftHold: (id: string, why: string) => http.post<void>(`${of(id)}/lift-hold`, { why }),
  cancel: (id: string) => http.post<void>(`${of(id)}/cancel`),
  again: (id: string) => http.post<void>(`${of(id)}/again`),
  sendText: (body: { title: string; text: string; number: string; reply_to: string }) =>
    http.post<Sent>('/api/faxes/text', body),
  sendFile: (file: File, about: Record<string, string>) =>
    call<Sent>('POST', `/api/faxes/file?${new URLSearchParams(about).toString()}`, file),
  /** The same document to all; or a text, filled for each from its row. */
  broadcast: (what: File | string, numbers: File, title: string) => {
    const form = new FormData();
    form.set(typeof what === 'string' ? 'text' : 'document', what);
    form.set('numbers', numbers);
    return call<{ count: number; refused: readonly number[] }>(
      'POST',
      `/api/faxes/broadcast?${new URLSearchParams({ title }).toString()}`,
      form,
    );
  },
  page: (id: string, page: number, turned: number): string => `${of(id)}/pages/${page}?turned=${turned}`,
  pdf: (id: string): string => `${of(id)}/pdf`,
};
