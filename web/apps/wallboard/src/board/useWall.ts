import {
  joinLive,
  secondsSince,
  serverClock,
  tick,
  useLive,
  windowId,
  type QueueView,
} from '@lingtong/client';
import { useQueryClient } from '@tanstack/vue-query';
import { computed, onUnmounted, ref, shallowRef } from 'vue';

import { chosen, keep, layoutOf, load, type Settings } from './settings';
import { growth, pageAt, pagesOf, shiftAt, sizesFor } from './sizes';

const STALE_AFTER = 5;

/** What stands on the wall now: the page of queues, its sizes, how fresh it is. */
export function useWall(whenRefused: () => void) {
  const live = useLive();
  const socket = joinLive(useQueryClient(), whenRefused);
  socket.open(windowId());
  onUnmounted(() => socket.close());

  const settings = shallowRef<Settings>(load());
  const began = ref(Date.now());
  const elapsed = computed(() => Math.max(0, (tick.value - began.value) / 1000));

  const queues = computed(() => chosen(live.queues.values(), settings.value.queues));
  const needed = computed(() => sizesFor(settings.value));
  const layout = computed(() => layoutOf(settings.value, queues.value.length));
  const sizes = computed(() => {
    const grown = growth(needed.value, layout.value, queues.value.length);
    return { label: needed.value.label * grown, number: needed.value.number * grown };
  });
  const pages = computed(() => pagesOf(queues.value, Math.max(1, layout.value.queuesPerPage)));
  const at = computed(() => pageAt(elapsed.value, settings.value.turn, pages.value.length));
  const page = computed<readonly QueueView[]>(() => pages.value[at.value] ?? []);
  const shift = computed(() => shiftAt(elapsed.value));

  /** Seconds since the last sign of life, from the fifth on; null while the figures are fresh. */
  const age = computed(() => (live.lostFor >= STALE_AFTER ? live.lostFor : null));
  const clock = computed(() =>
    serverClock.offset.value === null ? null : new Date(tick.value + serverClock.offset.value),
  );
  const waited = (queue: QueueView): number | null => secondsSince(queue.oldest_arrived_at);

  function apply(next: Settings): void {
    settings.value = next;
    began.value = Date.now();
    keep(next);
  }

  return { live, settings, queues, sizes, layout, pages, at, page, shift, age, clock, waited, apply };
}
