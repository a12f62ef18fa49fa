import { describe, expect, it } from 'vitest';

import { arcOf, growth, layoutFor, pageAt, pagesOf, shiftAt, sizesFor } from './sizes';

const at10m = (diagonal: number) => sizesFor({ diagonal, distance: 10 });

describe('sizes from the screen and the farthest viewer', () => {
  it.each([
    [55, 108, 189, 3, 2],
    [65, 91, 160, 3, 2],
    [75, 79, 139, 3, 3],
  ])('a %i inch screen at 10 m', (diagonal, label, number, columns, rows) => {
    const sizes = at10m(diagonal);
    expect(Math.round(sizes.label)).toBe(label);
    expect(Math.round(sizes.number)).toBe(number);
    expect([sizes.columns, sizes.rows]).toEqual([columns, rows]);
  });

  it('an 86 inch screen at 10 m holds at least nine numbers', () => {
    expect(Math.round(at10m(86).label)).toBe(69);
    expect(Math.round(at10m(86).number)).toBe(121);
    expect(layoutFor(at10m(86), 9).fits).toBe(true);
  });

  it('the capital of a label is seen under 16 minutes of arc, of a number under 30', () => {
    const screen = { diagonal: 65, distance: 7 };
    const sizes = sizesFor(screen);
    expect(arcOf(sizes.label * 0.727, screen)).toBeGreaterThanOrEqual(16);
    expect(arcOf(sizes.label * 0.85, screen)).toBeGreaterThanOrEqual(19.99);
    expect(arcOf(sizes.number * 0.727, screen)).toBeCloseTo(30, 1);
  });
});

describe('what fits', () => {
  it('refuses a seventh number on 55 inches at 10 m', () => {
    expect(layoutFor(at10m(55), 6)).toMatchObject({
      fits: true,
      columns: 3,
      rowsPerQueue: 2,
      queuesPerPage: 1,
    });
    expect(layoutFor(at10m(55), 7)).toMatchObject({ fits: false, most: 6 });
    expect(layoutFor(at10m(55), 0).fits).toBe(false);
  });

  it('puts several queues on a page where the viewers are near', () => {
    const layout = layoutFor(sizesFor({ diagonal: 55, distance: 3 }), 7, 6);
    expect(layout).toMatchObject({ fits: true, rowsPerQueue: 1 });
    expect(layout.queuesPerPage).toBeGreaterThan(3);
  });

  it('uses the whole page for a few queues', () => {
    const near = sizesFor({ diagonal: 55, distance: 3 });
    const [few, many] = [layoutFor(near, 7, 2), layoutFor(near, 7, 6)];
    expect(few.rowsPerQueue).toBeGreaterThan(many.rowsPerQueue);
    expect(growth(near, few, 2)).toBeGreaterThan(growth(near, many, 6));
  });

  it('holds nothing where the hall is too deep for the screen', () => {
    expect(layoutFor(sizesFor({ diagonal: 24, distance: 20 }), 1)).toMatchObject({ fits: false, most: 0 });
  });

  it('spreads numbers evenly over their rows', () => {
    expect(layoutFor(at10m(55), 4)).toMatchObject({ columns: 2, rowsPerQueue: 2 });
  });
});

describe('room that is left over', () => {
  it('is given to the figures, never taken from them', () => {
    const near = sizesFor({ diagonal: 55, distance: 3 });
    const layout = layoutFor(near, 7, 6);
    expect(growth(near, layout, 1)).toBeGreaterThan(1);
    expect(growth(near, layout, 1)).toBeGreaterThanOrEqual(growth(near, layout, layout.queuesPerPage));
    expect(growth(near, layoutFor(near, 400), 1)).toBe(1);
  });

  it('leaves the page inside the screen', () => {
    for (const [diagonal, distance, figures, queues] of [
      [55, 10, 6, 3],
      [75, 10, 7, 1],
      [55, 3, 7, 3],
      [65, 5, 4, 9],
    ] as const) {
      const sizes = sizesFor({ diagonal, distance });
      const layout = layoutFor(sizes, figures, queues);
      const grown = growth(sizes, layout, queues);
      const shown = Math.min(queues, layout.queuesPerPage);
      const titles = layout.queuesPerPage === 1 ? 1 : shown + 1;
      const text = titles * sizes.line + shown * layout.rowsPerQueue * (sizes.tile.height - 12);
      expect(text * grown + shown * layout.rowsPerQueue * 12).toBeLessThanOrEqual(1080.001);
      expect(((sizes.tile.width - 64) * grown + 64) * layout.columns).toBeLessThanOrEqual(1920.001);
    }
  });
});

describe('turning and shifting', () => {
  it('turns no faster than every 20 s', () => {
    expect([0, 19, 20, 39, 40].map((elapsed) => pageAt(elapsed, 5, 2))).toEqual([0, 0, 1, 1, 0]);
    expect(pageAt(500, 20, 1)).toBe(0);
  });

  it('divides queues into pages', () => {
    expect(pagesOf(['a', 'b', 'c'], 2)).toEqual([['a', 'b'], ['c']]);
  });

  it('shifts two pixels every ten minutes and comes back', () => {
    expect([0, 599, 600, 1200, 1800, 2400].map((at) => shiftAt(at).join())).toEqual([
      '0,0',
      '0,0',
      '2,0',
      '2,2',
      '0,2',
      '0,0',
    ]);
  });
});
