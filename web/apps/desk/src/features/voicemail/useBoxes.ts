import { useSession } from '@lingtong/client';
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';

import { voicemail } from './api';

/** Asked again whenever the live socket says that a message came or was seen to. */
export function useBoxes() {
  const session = useSession();
  const query = useQuery({
    queryKey: ['voicemail', 'boxes'],
    queryFn: ({ signal }) => voicemail.boxes(signal),
    enabled: computed(() => session.may('desk.use') || session.may('floor.view')),
    staleTime: 60_000,
  });
  const boxes = computed(() => query.data.value ?? []);
  const waiting = computed(() => boxes.value.reduce((sum, one) => sum + one.new, 0));
  return { query, boxes, waiting };
}
