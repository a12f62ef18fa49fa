// @vitest-environment happy-dom
import { tick, useFigures, useLive, type FiguresChanged } from '@lingtong/client';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, ref, type EffectScope } from 'vue';

import { NEW, type Board } from './boards';
import { useBoard } from './useBoard';

vi.mock('@tanstack/vue-query', () => ({ useQueryClient: () => ({}) }));

const HOUR = 3_600_000;
const board: Board = { ...NEW, id: 'b', name: 'Hall', rotate: 20, pages: [{ title: '1', tiles: [] }, { title: '2', tiles: [] }] }; // prettier-ignore
const told = (at: Date, waiting: number): FiguresChanged =>
  ({
    kind: 'figures.changed',
    at: at.toISOString(),
    whole: true,
    queues: [{ queue_id: 'q1', waiting }],
    entry_points: [],
    media: [],
    duty: [],
    surge: [],
    agents: [],
    counters: null,
    trunks: [],
    ports: null,
  }) as unknown as FiguresChanged;

/** The page's one clock ticks with the played time. */
function pass(milliseconds: number): void {
  vi.advanceTimersByTime(milliseconds);
  tick.value = Date.now();
}

describe('a wall that hangs for a day', () => {
  let scope: EffectScope;
  let wall: ReturnType<typeof useBoard>;

  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-11-21T08:00:00Z') });
    setActivePinia(createPinia());
    tick.value = Date.now();
    scope = effectScope();
    wall = scope.run(() => useBoard(ref(board)))!;
    wall.live.link('open', null);
  });
  afterEach(() => {
    scope.stop();
    vi.useRealTimers();
  });

  it('turns its pages, moves against burn-in and keeps its maps small', () => {
    const [pages, shifts] = [new Set<number>(), new Set<string>()];
    for (let hour = 0; hour < 24; hour += 1)
      for (let step = 0; step < 40; step += 1) {
        pass(HOUR / 40);
        useFigures().take(told(new Date(), step));
        pages.add(wall.at.value);
        shifts.add(wall.shift.value.join());
      }
    expect([...pages].sort()).toEqual([0, 1]);
    expect([...shifts].sort()).toEqual(['0,0', '0,2', '2,0', '2,2']);
    expect(wall.figures.queues.size).toBe(1);
    expect(wall.figures.queues.get('q1')?.waiting).toBe(39);
    expect(wall.age.value).toBeNull();
  });

  it('says how old its figures are while the network is cut, and is fresh when it is back', () => {
    const live = useLive();
    live.link('silent', Date.now());
    pass(4_000);
    expect(wall.age.value).toBeNull();
    pass(60_000);
    expect(wall.age.value).toBeGreaterThanOrEqual(60);
    useFigures().take(told(new Date(), 3));
    live.link('open', null);
    expect(wall.age.value).toBeNull();
    expect(wall.figures.queues.get('q1')?.waiting).toBe(3);
  });

  it('takes away what a whole picture no longer holds', () => {
    useFigures().take(told(new Date(), 1));
    useFigures().take({ ...told(new Date(), 1), queues: [] });
    expect(wall.figures.queues.size).toBe(0);
  });
});
