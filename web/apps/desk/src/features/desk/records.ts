import { type InteractionDetail, type InteractionRecord, type Page, http } from '@lingtong/client';
import { useQuery } from '@tanstack/vue-query';
import type { MaybeRefOrGetter } from 'vue';
import { computed, toValue } from 'vue';

type Which = { like: string } | { mine: true } | { unfinished: true };

/** Earlier interactions; fetched again when one of this agent ends. */
export function useRecords(which: MaybeRefOrGetter<Which>) {
  const query = computed(() => {
    const now = toValue(which);
    if ('like' in now) return `like=${encodeURIComponent(now.like)}`;
    return 'mine' in now ? 'mine=1' : 'unfinished=1';
  });
  return useQuery({
    queryKey: computed(() => ['interactions', query.value]),
    queryFn: ({ signal }) => http.get<Page<InteractionRecord>>(`/api/interactions?${query.value}`, signal),
  });
}

export function useDetail(id: MaybeRefOrGetter<string>, enabled: MaybeRefOrGetter<boolean> = true) {
  return useQuery({
    queryKey: computed(() => ['interactions', 'one', toValue(id)]),
    queryFn: ({ signal }) =>
      http.get<InteractionDetail>(`/api/interactions/${encodeURIComponent(toValue(id))}`, signal),
    enabled: computed(() => toValue(enabled)),
  });
}
