import { http } from '@lingtong/client';

export type State = 'new' | 'in_hand' | 'done';

export interface Box {
  readonly id: string;
  readonly name: string;
  readonly name_en: string;
  readonly agent_id: string;
  readonly queue_id: string;
  readonly mine: boolean;
  readonly new: number;
  readonly in_hand: number;
  readonly oldest: string | null;
}

export interface Message {
  readonly id: string;
  readonly box_id: string;
  readonly interaction_id: string;
  readonly number: string;
  readonly queue_id: string;
  readonly left_at: string;
  readonly seconds: number;
  readonly ready: boolean;
  readonly lost: boolean;
  readonly state: State;
  readonly owner_id: string;
  readonly owner: string;
  readonly note: string;
  readonly heard_at: string | null;
}

interface Page {
  readonly items: readonly Message[];
  readonly next: string | null;
}

const of = (id: string): string => `/api/voicemail/${encodeURIComponent(id)}`;

export const soundOf = (id: string): string => `${of(id)}/audio`;

export const voicemail = {
  boxes: (signal?: AbortSignal) => http.get<readonly Box[]>('/api/voicemail/boxes', signal),
  messages: (box: string, states: readonly State[], trash: boolean, cursor: string, signal?: AbortSignal) => {
    const query = new URLSearchParams([
      ...(box ? [['box', box]] : []),
      ...(trash ? [['trash', 'true']] : []),
      ...states.map((state) => ['state', state]),
      ...(cursor ? [['cursor', cursor]] : []),
    ] as [string, string][]);
    return http.get<Page>(`/api/voicemail?${query.toString()}`, signal);
  },
  change: (id: string, state: State, note?: string) =>
    http.put<Message>(of(id), note === undefined ? { state } : { state, note }),
  forward: (id: string, box: string) => http.post<void>(`${of(id)}/forward`, { box_id: box }),
  callBack: (id: string) => http.post<{ interaction_id: string }>(`${of(id)}/call-back`),
  toPhone: (id: string) => http.post<void>(`/api/recordings/${encodeURIComponent(id)}/play-to-phone`),
  remove: (id: string) => http.delete<void>(of(id)),
  restore: (id: string) => http.post<Message>(`${of(id)}/restore`),
};
