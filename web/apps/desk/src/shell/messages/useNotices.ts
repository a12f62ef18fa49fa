import { type BoardNotice, http, useSession } from '@lingtong/client';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed } from 'vue';

export const LEVELS = ['info', 'important', 'urgent'] as const;

export interface Notice extends Omit<BoardNotice, 'kind'> {
  readonly confirmed_at: string | null;
}

const RANK: Readonly<Record<string, number>> = { urgent: 0, important: 1, info: 2 };

/** The notice that is shown in the footer: the gravest that was not read yet, of these the newest. Pure. */
export function foremost(notices: readonly Notice[]): Notice | undefined {
  return [...notices]
    .filter((one) => !one.confirmed_at)
    .sort((a, b) => (RANK[a.level] ?? 2) - (RANK[b.level] ?? 2) || b.at.localeCompare(a.at))[0];
}

export function useNotices() {
  const session = useSession();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ['notices'],
    queryFn: ({ signal }) => http.get<{ notices: readonly Notice[] }>('/api/notices', signal),
    enabled: () => session.may('desk.use'),
    staleTime: 60_000,
  });
  const notices = computed(() => query.data.value?.notices ?? []);

  async function confirm(id: string): Promise<void> {
    await http.post(`/api/notices/${encodeURIComponent(id)}/confirm`);
    await queries.invalidateQueries({ queryKey: ['notices'] });
  }
  return {
    query,
    notices,
    first: computed(() => foremost(notices.value)),
    unconfirmed: computed(() => notices.value.filter((one) => !one.confirmed_at).length),
    confirm,
  };
}
