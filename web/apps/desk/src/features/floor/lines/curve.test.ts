import { describe, expect, it } from 'vitest';

import { curvesOf, type Column } from './curve';

const column = (minute: number, lines: number, caps: number): Column => ({
  starts: new Date(2026, 10, 23, 9, minute).toISOString(),
  arrivals: caps,
  lines,
  erlangs: lines,
  caps,
});

describe('the day of a surge', () => {
  it('marks the first highest column of each measure, where it stands on the day', () => {
    const [held, caps] = curvesOf([column(0, 4, 1), column(5, 8, 2), column(10, 8, 9)]);
    expect([held?.most, caps?.most]).toEqual([8, 9]);
    expect(held?.bars.map(({ x, height, isPeak }) => [x, height, isPeak])).toEqual([
      [108, 0.5, false],
      [109, 1, true],
      [110, 1, false],
    ]);
    expect(caps?.bars.map(({ isPeak }) => isPeak)).toEqual([false, false, true]);
  });

  it('is nothing on a quiet day', () => {
    expect(curvesOf([])).toEqual([]);
  });
});
