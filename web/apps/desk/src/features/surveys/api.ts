import { http } from '@lingtong/client';

export interface Question {
  key: string;
  text: string;
  text_en: string;
  kind: 'scale' | 'yes_no' | 'voice';
  most: number;
  prompt?: string;
}

export interface Survey {
  readonly id: string;
  readonly name: string;
  readonly name_en: string;
  readonly questions: readonly Question[];
}

export interface Figures {
  readonly key: string;
  readonly asked: number;
  readonly answered: number;
  readonly complete: number;
  readonly rate: number | null;
  readonly mean: number | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly low: number;
}

export interface Report {
  readonly survey: Survey;
  readonly question: string;
  readonly whole: Figures;
  readonly by: Group;
  readonly rows: readonly Figures[];
}

export type Group = 'agent' | 'queue' | 'day';

export interface Kept {
  id?: string;
  revision?: number;
  name: string;
  name_en: string;
  greeting: string;
  questions: Question[];
  share: number;
  low: number;
  box_id: string;
  warnings?: readonly unknown[];
}

const KEPT = '/api/admin/surveys';

export const surveys = {
  list: (signal?: AbortSignal) => http.get<readonly Survey[]>('/api/surveys', signal),
  report: (id: string, query: Readonly<Record<string, string>>, signal?: AbortSignal) =>
    http.get<Report>(
      `/api/surveys/${encodeURIComponent(id)}/report?${new URLSearchParams(query).toString()}`,
      signal,
    ),
  kept: (id: string) => http.get<Kept>(`${KEPT}/${encodeURIComponent(id)}`),
  save: (body: Kept) =>
    body.id ? http.put<Kept>(`${KEPT}/${encodeURIComponent(body.id)}`, body) : http.post<Kept>(KEPT, body),
  boxes: (signal?: AbortSignal) =>
    http.get<readonly { id: string; name: string }[]>('/api/admin/voicemail-boxes', signal),
};

export const emptySurvey = (): Kept => ({
  name: '',
  name_en: '',
  greeting: '',
  questions: [{ key: 'how', text: '', text_en: '', kind: 'scale', most: 5, prompt: '' }],
  share: 1,
  low: 0,
  box_id: '',
});
