import { secondsSince, serverClock, tick, useFigures, useLive, type QueueFigures } from '@lingtong/client';
import { computed, ref, shallowRef } from 'vue';

import type { WallQueue } from './figures';
import { chosen, keep, layoutOf, load, type Settings } from './settings';
import { growth, pageAt, pagesOf, shiftAt, sizesFor } from './sizes';

const STALE_AFTER = 5;

/** What stands on the wall now: the page of queues, its sizes, how fresh it is. */
export function useWall() {
  const [live, figures] = [useLive(), useFigures()];

  const settings = shallowRef<Settings>(load());
  const began = ref(Date.now());
  const elapsed = computed(() => Math.max(0, (tick.value - began.value) / 1000));

  const all = computed(() => [...figures.queues.values()].map(onWall));
  const queues = computed(() => chosen(all.value, settings.value.queues));
  const needed = computed(() => sizesFor(settings.value));
  const layout = computed(() => layoutOf(settings.value, queues.value.length));
  const sizes = computed(() => {
    const grown = growth(needed.value, layout.value, queues.value.length);
    return { label: needed.value.label * grown, number: needed.value.number * grown };
  });
  const pages = computed(() => pagesOf(queues.value, Math.max(1, layout.value.queuesPerPage)));
  const at = computed(() => pageAt(elapsed.value, settings.value.turn, pages.value.length));
  const page = computed<readonly WallQueue[]>(() => pages.value[at.value] ?? []);
  const shift = computed(() => shiftAt(elapsed.value));

  /** Seconds since the last sign of life, from the fifth on; null while the figures are fresh. */
  const age = computed(() => (live.lostFor >= STALE_AFTER ? live.lostFor : null));
  const clock = computed(() =>
    serverClock.offset.value === null ? null : new Date(tick.value + serverClock.offset.value),
  );
  const waited = (queue: WallQueue): number | null => secondsSince(queue.oldest_arrived_at);

  function apply(next: Settings): void {
    settings.value = next;
    began.value = Date.now();
    keep(next);
  }

  return { live, settings, all, queues, sizes, layout, pages, at, page, shift, age, clock, waited, apply };
}

/** A queue as the wall without a saved board draws it: today's figures beside those of now. */
export const onWall = (queue: QueueFigures): WallQueue => ({
  ...queue.today,
  queue_id: queue.queue_id,
  number: queue.number,
  name: queue.name,
  name_en: queue.name_en,
  goal_seconds: queue.goal_seconds,
  goal_share: queue.goal_share,
  waiting: queue.waiting,
  oldest_arrived_at: queue.oldest_queued_at,
  ready: queue.ready,
  logged_in: queue.logged_in,
  talking: queue.talking,
});
