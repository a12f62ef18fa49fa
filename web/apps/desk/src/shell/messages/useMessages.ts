import { type MessageView, http, useSession } from '@lingtong/client';
import { useInfiniteQuery, useQueryClient } from '@tanstack/vue-query';
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';

import { useDesk } from '../../call/desk';
import { type Partner, conversationsOf, keyOf } from './conversations';

interface MessagePage {
  readonly items: readonly MessageView[];
  readonly unread: number;
  readonly next: string | null;
}

/** The conversation that is open, and texts that were begun: they outlive the panel. */
export const useMessages = defineStore('messages', () => {
  const desk = useDesk();
  const open = ref('');
  const tab = ref<'messages' | 'notices'>('messages');
  const drafts = ref<Record<string, string>>({});

  function write(partner: Partner): void {
    open.value = keyOf(partner);
    tab.value = 'messages';
    desk.layer = 'messages';
  }
  function showNotices(): void {
    tab.value = 'notices';
    desk.layer = 'messages';
  }
  return { open, tab, drafts, write, showNotices };
});

const key = ['messages'] as const;

/** Fetched once, and again when the live socket says that somebody wrote. */
export function useInbox() {
  const session = useSession();
  const queries = useQueryClient();
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      http.get<MessagePage>(`/api/messages?at_most=100${pageParam ? `&cursor=${pageParam}` : ''}`, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
    enabled: () => session.takesCalls,
    staleTime: Infinity,
  });
  const pages = computed(() => query.data.value?.pages ?? []);
  const unread = computed(() => pages.value[0]?.unread ?? 0);
  const conversations = computed(() =>
    conversationsOf(
      pages.value.flatMap((one) => one.items),
      session.agentId,
    ),
  );

  async function send(partner: Partner, text: string): Promise<void> {
    const to = partner.kind === 'agent' ? { to_agent_id: partner.id } : { to_team_id: partner.id };
    await http.post('/api/messages', { text, ...to });
    await queries.invalidateQueries({ queryKey: key });
  }
  async function read(message_ids: readonly string[]): Promise<void> {
    if (!message_ids.length) return;
    await http.post('/api/messages/read', { message_ids });
    await queries.invalidateQueries({ queryKey: key });
  }
  return { query, unread, conversations, send, read };
}
