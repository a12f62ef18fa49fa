import { useSession } from '@lingtong/client';
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';

import { faxes } from './api';

/** Asked again whenever the live socket says that a fax came or was seen to. */
export function useFaxWork() {
  const session = useSession();
  const query = useQuery({
    queryKey: ['faxes', 'work'],
    queryFn: ({ signal }) => faxes.work(signal),
    enabled: computed(() => session.may('desk.use')),
    staleTime: 60_000,
  });
  const work = computed(() => query.data.value);
  return { work, fresh: computed(() => work.value?.new ?? 0) };
}
