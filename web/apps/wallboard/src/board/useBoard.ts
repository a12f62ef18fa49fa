import { joinLive, secondsSince, serverClock, tick, useFigures, useLive, windowId } from '@lingtong/client';
import { useQueryClient } from '@tanstack/vue-query';
import { computed, onUnmounted, ref, type Ref } from 'vue';

import { gridOf, growthOf, type Board } from './boards';
import { pageAt, shiftAt } from './sizes';

const STALE_AFTER = 5;

/** The live socket of a wall, opened while the component lives. It comes back by itself. */
export function useWallSocket(whenRefused: () => void): void {
  const socket = joinLive(useQueryClient(), whenRefused);
  socket.open(windowId());
  onUnmounted(() => socket.close());
}

/** What a saved board shows now: its page, how large, how fresh. */
export function useBoard(board: Ref<Board>) {
  const [live, figures] = [useLive(), useFigures()];
  const began = ref(Date.now());
  const elapsed = computed(() => Math.max(0, (tick.value - began.value) / 1000));
  const grid = computed(() => gridOf(board.value));
  const sizes = computed(() => {
    const grown = growthOf(grid.value);
    return { label: grid.value.sizes.label * grown, number: grid.value.sizes.number * grown };
  });
  const at = computed(() => pageAt(elapsed.value, board.value.rotate, board.value.pages.length));
  const page = computed(() => board.value.pages[at.value]);
  const shift = computed(() => shiftAt(elapsed.value));
  const age = computed(() => (live.lostFor >= STALE_AFTER ? live.lostFor : null));
  const clock = computed(() =>
    serverClock.offset.value === null ? null : new Date(tick.value + serverClock.offset.value),
  );
  /** The one line for all walls, until its time is over. */
  const message = computed(() => {
    const said = figures.message;
    if (!said?.text) return null;
    const isOver = said.until !== null && clock.value !== null && new Date(said.until) <= clock.value;
    return isOver ? null : said;
  });
  return { live, figures, grid, sizes, at, page, shift, age, clock, message, since: secondsSince };
}
