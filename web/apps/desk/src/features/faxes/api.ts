import { call, http } from '@lingtong/client';

export type Direction = 'in' | 'out';
export type Act = 'take' | 'finish' | 'release' | 'forward' | 'note';

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
}

export interface Batch {
  readonly id: string;
  readonly title: string;
  readonly asked_at: string;
  readonly count: number;
  readonly states: Readonly<Record<string, number>>;
}

export interface Figures {
  readonly received: number;
  readonly sent: number;
  readonly pages_received: number;
  readonly pages_sent: number;
  readonly failed: number;
  readonly failed_by: Readonly<Record<string, number>>;
  readonly minutes: number;
}

export interface Sent {
  readonly fax_id: string;
  readonly pages: number;
}

const of = (id: string): string => `/api/faxes/${encodeURIComponent(id)}`;

export const faxes = {
  listed: (direction: Direction, batch: string, signal?: AbortSignal) =>
    http.get<{ items: readonly Fax[] }>(
      `/api/faxes?${new URLSearchParams({ direction, batch }).toString()}`,
      signal,
    ),
  one: (id: string, signal?: AbortSignal) => http.get<Fax>(of(id), signal),
  batches: (signal?: AbortSignal) => http.get<readonly Batch[]>('/api/faxes/batches', signal),
  figures: (from: Date, to: Date, signal?: AbortSignal) =>
    http.get<Figures>(
      `/api/faxes/figures?${new URLSearchParams({ from: from.toISOString(), to: to.toISOString() }).toString()}`,
      signal,
    ),
  change: (id: string, act: Act, more: { agent_id?: string; note?: string } = {}) =>
    call<Fax>('PUT', of(id), { act, ...more }),
  cancel: (id: string) => http.post<void>(`${of(id)}/cancel`),
  again: (id: string) => http.post<void>(`${of(id)}/again`),
  sendText: (body: { title: string; text: string; number: string; reply_to: string }) =>
    http.post<Sent>('/api/faxes/text', body),
  sendFile: (file: File, about: Record<string, string>) =>
    call<Sent>('POST', `/api/faxes/file?${new URLSearchParams(about).toString()}`, file),
  broadcast: (document: File, numbers: File, title: string) => {
    const form = new FormData();
    form.set('document', document);
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
