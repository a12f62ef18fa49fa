import type { EntryPointFigures, QueueFigures } from '@lingtong/client';
import { describe, expect, it } from 'vitest';

import type { Tile } from './boards';
import { goalText, ON_WALLS, readTile, type Known } from './reading';

const counted = { offered: 12, answered: 9, abandoned: 3, service_level: 0.712, asa: 725, aht: null };
const queue = {
  queue_id: 'q1',
  waiting: 5,
  oldest_queued_at: '2026-11-21T10:00:00Z',
  change: 0.38,
  interval: counted,
  today: counted,
} as unknown as QueueFigures;
const entry = (arrivals: number) => ({ this_hour: { arrivals } }) as unknown as EntryPointFigures;
const known: Known = {
  queues: new Map([['q1', queue]]),
  entryPoints: new Map([['e1', entry(7)]]),
  media: new Map([['CCTV-1', entry(19)]]),
  surge: new Map(),
  trunks: new Map(),
  counters: { ready: 14 } as Known['counters'],
  ports: { in_use: 120, most: 400, phones: 0, phones_up: 0, recorded: 0, unrecorded: 0 },
};
const tile = (figure: string, of = 'q1', goal: number | null = null): Tile => ({
  x: 0,
  y: 0,
  w: 1,
  h: 1,
  figure,
  of,
  title: '',
  goal,
});
const shown = (...given: Parameters<typeof tile>) => {
  const { text, rest, mark } = readTile(tile(...given), known, () => 130);
  return [text + rest, mark];
};

describe('a tile', () => {
  it('writes each unit as people read it', () => {
    expect(shown('queue.waiting')).toEqual(['5', 'none']);
    expect(shown('queue.longest')).toEqual(['2:10', 'none']);
    expect(shown('queue.interval.service_level')).toEqual(['71.2%', 'none']);
    expect(shown('queue.change')).toEqual(['+38%', 'none']);
    expect(shown('queue.today.asa')).toEqual(['12′', 'none']);
    expect(shown('queue.today.aht')).toEqual(['–', 'none']);
    expect(shown('center.ready', '')).toEqual(['14', 'none']);
    expect(shown('center.ports', '')).toEqual(['120', 'none']);
  });

  it('shows a medium as all its numbers together', () => {
    expect(shown('entry_point.this_hour.arrivals', 'e1')[0]).toBe('7');
    expect(shown('entry_point.this_hour.arrivals', 'media:CCTV-1')[0]).toBe('19');
    expect(shown('entry_point.this_hour.arrivals', 'media:gone')[0]).toBe('–');
  });

  it('is marked by its goal, on the side that is bad', () => {
    expect([4, 5, 2].map((goal) => shown('queue.waiting', 'q1', goal)[1])).toEqual([
      'over',
      'none',
      'far_over',
    ]);
    expect([0.7, 0.8, 0.9].map((goal) => shown('queue.interval.service_level', 'q1', goal)[1])).toEqual([
      'none',
      'under',
      'far_under',
    ]);
    expect(goalText(tile('queue.interval.service_level', 'q1', 0.8))).toBe('≥ 80%');
    expect(goalText(tile('queue.longest', 'q1', 60))).toBe('≤ 1:00');
  });

  it('of something that is gone says nothing', () => {
    expect(shown('queue.waiting', 'gone')).toEqual(['–', 'none']);
    expect(shown('queue.mood')).toEqual(['–', 'none']);
  });

  it('never names a person', () => {
    expect(ON_WALLS.some(({ of }) => (of as string) === 'agent')).toBe(false);
  });

  it('has a place in the live views for each figure', () => {
    const codes = ON_WALLS.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
  });
});
