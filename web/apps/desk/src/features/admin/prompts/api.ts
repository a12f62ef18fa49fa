import { http } from '@lingtong/client';
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';

import { promptsKey, type Prompt } from '../api';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export const MOST_BYTES = 10 * 1024 * 1024;

/** The two languages of one prompt. */
export interface Pair {
  readonly name: string;
  readonly place: string;
  readonly used: number;
  readonly zh: LibraryPrompt | undefined;
  readonly en: LibraryPrompt | undefined;
}

export interface LibraryPrompt extends Prompt {
  readonly version?: number;
  readonly source?: string;
  readonly changed_at?: string | null;
  readonly used?: number;
  readonly place?: string;
}

export interface Version {
  readonly version: number;
  readonly text: string;
  readonly seconds: number;
  readonly source: string;
  readonly made_by: string;
  readonly made_at: string;
  readonly current: boolean;
}

export interface Use {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly node: string;
  readonly field: string;
}

export interface Kept {
  readonly seconds: number;
  readonly version: number;
  readonly clipped: boolean;
  readonly quiet: boolean;
}

export interface Imported {
  readonly import_id: string;
  readonly prompts: number;
  readonly wrong: readonly { row: number; file: string; code: string; message: string }[];
}

const BASE = '/api/admin/prompts';
export const pathOf = (language: string, name: string): string =>
  `${BASE}/${language}/${encodeURIComponent(name)}`;
export const soundOf = (language: string, name: string, version = 0): string =>
  `${pathOf(language, name)}/audio?version=${version}`;

export const put = (language: string, name: string, sound: Blob, source: string, text: string) =>
  http.put<Kept>(`${pathOf(language, name)}?${new URLSearchParams({ source, text })}`, sound);
export const speak = (language: string, name: string, text: string) =>
  http.post<Kept>(`${pathOf(language, name)}/speak`, { text });
export const describe = (language: string, name: string, text: string) =>
  http.put(`${pathOf(language, name)}/text`, { text });
export const useVersion = (language: string, name: string, version: number) =>
  http.post(`${pathOf(language, name)}/versions/${version}/use`);
export const restore = (language: string, name: string) => http.delete(pathOf(language, name));

export const ringMe = () => http.post<{ dictation: string }>(`${BASE}/dictations`);
export const dictation = (id: string) => http.get<{ state: string }>(`${BASE}/dictations/${id}`);
export const keepDictation = (language: string, name: string, id: string, text: string) =>
  http.put<Kept>(`${pathOf(language, name)}/dictations/${id}?${new URLSearchParams({ text })}`, {});

export const bring = (file: Blob) => http.post<Imported>(`${BASE}/imports`, file);
export const lastImport = () => http.get<{ import_id: string }>(`${BASE}/imports/last`);
export const undoImport = (id: string) => http.post<{ prompts: number }>(`${BASE}/imports/${id}/undo`);
export const EXPORT = `${BASE}/export`;

export function useVersions(language: () => string, name: () => string) {
  return useQuery({
    queryKey: computed(() => [...promptsKey, 'versions', language(), name()]),
    queryFn: () => http.get<readonly Version[]>(`${pathOf(language(), name())}/versions`),
    enabled: () => name() !== '',
  });
}

export function useUses(name: () => string) {
  return useQuery({
    queryKey: computed(() => [...promptsKey, 'uses', name()]),
    queryFn: () => http.get<readonly Use[]>(`${BASE}/uses/${encodeURIComponent(name())}`),
    enabled: () => name() !== '',
  });
}
