import { http, Refused } from '@lingtong/client';
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';

import type { Lists, ResourceKey, Values } from './form/fields';

export const pathOf = (key: ResourceKey, id = ''): string =>
  `/api/admin/${key}${id ? `/${encodeURIComponent(id)}` : ''}`;

export const adminKey = (key: ResourceKey, ...more: string[]) => ['admin', key, ...more] as const;

type Listed = readonly Values[] | { readonly items: readonly Values[] };

const itemsOf = (listed: Listed): readonly Values[] => ('items' in listed ? listed.items : listed);

export const fetchList = async (key: ResourceKey): Promise<readonly Values[]> =>
  itemsOf(await http.get<Listed>(pathOf(key)));

export function useList(key: () => ResourceKey) {
  return useQuery({ queryKey: computed(() => adminKey(key())), queryFn: () => fetchList(key()) });
}

/** A list that this person may not read is empty: the form then shows ids instead of names. */
const readable = (key: ResourceKey): Promise<readonly Values[]> =>
  fetchList(key).catch((error: unknown) => {
    if (error instanceof Refused && error.status === 403) return [];
    throw error;
  });

/** The lists that a form chooses from, and that tell whom a change touches. */
export function useLists(keys: () => readonly ResourceKey[]) {
  const query = useQuery({
    queryKey: computed(() => ['admin', 'lists', ...keys()]),
    queryFn: async () => {
      const answers = await Promise.all(keys().map(async (key) => [key, await readable(key)] as const));
      return Object.fromEntries(answers) as Lists;
    },
  });
  return { query, lists: computed<Lists>(() => query.data.value ?? {}) };
}

export interface Prompt {
  /** The language that is really spoken, where the text of `language` is missing. */
  readonly spoken?: string;
  readonly name: string;
  readonly language: string;
  readonly seconds: number;
  readonly text: string;
  readonly generated: boolean;
}

export const promptsKey = ['admin', 'prompts'] as const;

export function usePrompts() {
  return useQuery({
    queryKey: promptsKey,
    queryFn: async () => {
      const listed = await http.get<readonly Prompt[] | { items: readonly Prompt[] }>('/api/admin/prompts');
      return 'items' in listed ? listed.items : listed;
    },
  });
}

export interface AuditEntry {
  readonly at: string;
  readonly actor: string;
  readonly agent_number: string;
  readonly act: string;
  readonly target: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly hash: string;
}

export interface AuditPage {
  readonly items: readonly AuditEntry[];
  readonly next: string | null;
}

/** How far the check of the chain came; `broken_at` is the first entry that is not as it was written. */
export interface AuditChain {
  readonly checked: number;
  readonly until: number;
  readonly broken_at: number | null;
}

export const checkAuditChain = (after: number, signal: AbortSignal): Promise<AuditChain> =>
  http.get<AuditChain>(`/api/admin/audit/chain?after=${after}`, signal);

export const fetchAudit = (cursor: string | null): Promise<AuditPage> =>
  http.get<AuditPage>(`/api/admin/audit${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`);
