import { describe, expect, it } from 'vitest';

import { LAYOUTS, type Room, beside, filled, laidOut, place, sizeOf, snapped } from './layouts';

describe.each(LAYOUTS)('the layout %s', (layout) => {
  it.each([1, 4, 5, 10, 23, 60, 300])('lays out %i places side by side, never on each other', (count) => {
    const spots = place(layout, count);
    expect(spots.length).toBe(count);
    const near = spots.flatMap((a, n) =>
      spots.slice(n + 1).filter((b) => Math.hypot(a.x - b.x, a.y - b.y) < 1),
    );
    expect(near).toEqual([]);
    expect(
      spots.every(({ x, y, turn }) => x > 0 && y > 0 && x < 200 && y < 200 && turn >= 0 && turn < 360),
    ).toBe(true);
  });
});

describe('a room', () => {
  const seat = (agent_id: string | null) => ({ x: 1, y: 1, turn: 0, agent_id, label: '' });
  const room: Room = { name: 'A', layout: 'straight', seats: [seat('wang'), seat(null)] };

  it('keeps who sits where in the order when it is laid out anew', () => {
    const next = laidOut(room, 'carousel', 4);
    expect(next.seats.map((one) => one.agent_id)).toEqual(['wang', null, null, null]);
    expect(next.layout).toBe('carousel');
  });

  it('gives free places to those who have none', () => {
    const next = filled(room, ['wang', 'li', 'zhao'], new Set(['wang']));
    expect(next.seats.map((one) => one.agent_id)).toEqual(['wang', 'li']);
  });

  it('lets those of an island face each other, and those of a carousel its middle', () => {
    const [first, , , below] = place('matrix', 6);
    expect([first?.turn, below?.turn]).toEqual([180, 0]);
    const ring = place('carousel', 8);
    expect(ring[0]?.turn).toBe(180);
    expect(ring[2]?.turn).toBe(270);
  });

  it('is walked through by arrow keys', () => {
    const spots = place('straight', 20);
    expect(beside(spots, 0, 'ArrowRight')).toBe(1);
    expect(beside(spots, 0, 'ArrowDown')).toBe(10);
    expect(beside(spots, 0, 'ArrowLeft')).toBe(-1);
    expect(beside(spots, 0, 'Enter')).toBe(-1);
  });

  it('is as large as its places need', () => {
    expect(sizeOf(place('straight', 10)).width).toBeGreaterThan(10);
    expect(sizeOf([])).toEqual({ width: 6.75, height: 3.75 });
    expect(snapped(3.13)).toBe(3.25);
    expect(snapped(-4)).toBe(0.5);
  });
});
