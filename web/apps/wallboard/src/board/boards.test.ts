import { describe, expect, it } from 'vitest';

import { complaintOf, freeCell, gridOf, growthOf, mayLie, NEW, type Board, type Tile } from './boards';
import { useEditor } from './useEditor';

const tile = (x: number, y: number, more: Partial<Tile> = {}): Tile => ({
  x,
  y,
  w: 1,
  h: 1,
  figure: 'queue.waiting',
  of: 'q1',
  title: '',
  goal: null,
  ...more,
});
const board = (tiles: Tile[], more: Partial<Board> = {}): Board => ({
  ...NEW,
  name: 'Hall',
  pages: [{ title: '', tiles }],
  ...more,
});

describe('what fits on a board', () => {
  it('is what can be read from the farthest place', () => {
    const cells = ([diagonal, distance]: number[]) => {
      const { columns, rows } = gridOf({ diagonal: diagonal!, distance: distance! });
      return [columns, rows];
    };
    expect([[55, 10], [65, 10], [75, 10], [55, 5]].map(cells)).toEqual([[3, 2], [3, 2], [3, 3], [5, 4]]); // prettier-ignore
    expect(growthOf(gridOf(NEW))).toBeGreaterThanOrEqual(1);
  });

  it('is not more than one tile in a cell', () => {
    const grid = gridOf(NEW);
    expect(mayLie(tile(2, 1), [tile(0, 0)], grid)).toBe(true);
    expect(mayLie(tile(0, 0), [tile(0, 0)], grid)).toBe(false);
    expect(mayLie(tile(3, 0), [], grid)).toBe(false);
    expect(mayLie(tile(-1, 0), [], grid)).toBe(false);
    expect(freeCell([tile(0, 0, { w: 3 }), tile(0, 1)], grid)).toEqual({ x: 1, y: 1 });
    expect(freeCell([tile(0, 0, { w: 3, h: 2 })], grid)).toBeNull();
  });

  it('is complained about in words of its own', () => {
    expect(complaintOf(board([tile(0, 0)]))).toBeNull();
    expect(complaintOf(board([]))).toBe('empty');
    expect(complaintOf(board([tile(0, 0)], { name: ' ' }))).toBe('name');
    expect(complaintOf(board([tile(2, 1)], { distance: 14 }))).toBe('does_not_fit');
    expect(complaintOf(board([tile(0, 0)], { diagonal: 24, distance: 40 }))).toBe('too_far');
  });
});

describe('the editor', () => {
  it('puts numbers into free cells and refuses the seventh on 55 inches at 10 m', () => {
    const editor = useEditor(NEW);
    const put = Array.from({ length: 7 }, () => editor.addTile('queue.waiting', 'q1'));
    expect(put).toEqual([true, true, true, true, true, true, false]);
    expect(editor.page.value.tiles.map(({ x, y }) => [x, y])).toEqual([
      [0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [2, 1],
    ]); // prettier-ignore
  });

  it('leaves a tile where it is when it would lie on another one or beyond the edge', () => {
    const editor = useEditor(board([tile(0, 0), tile(1, 0)]));
    expect(editor.changeTile(0, { x: 1 })).toBe(false);
    expect(editor.changeTile(0, { y: 5 })).toBe(false);
    expect(editor.changeTile(0, { y: 1, w: 3 })).toBe(true);
    expect(editor.page.value.tiles[0]).toMatchObject({ x: 0, y: 1, w: 3 });
  });

  it('keeps the pages apart', () => {
    const editor = useEditor(board([tile(0, 0)]));
    editor.addPage();
    editor.addTile('center.ready', '');
    expect(editor.board.value.pages.map(({ tiles }) => tiles.length)).toEqual([1, 1]);
    editor.removePage();
    expect(editor.page.value.tiles[0]?.figure).toBe('queue.waiting');
    editor.removePage();
    expect(editor.board.value.pages).toHaveLength(1);
  });
});
