import { computed, shallowRef } from 'vue';

import { complaintOf, freeCell, gridOf, mayLie, NEW, type Board, type Page, type Tile } from './boards';

/** The board under the editor's hands. Moves that would not fit change nothing. */
export function useEditor(first: Board) {
  const board = shallowRef<Board>(first.pages.length ? first : { ...first, pages: NEW.pages });
  const at = shallowRef(0);
  const selected = shallowRef<number | null>(null);
  const grid = computed(() => gridOf(board.value));
  const page = computed<Page>(() => board.value.pages[at.value] ?? { title: '', tiles: [] });
  const tile = computed<Tile | null>(() =>
    selected.value === null ? null : (page.value.tiles[selected.value] ?? null),
  );
  const free = computed(() => freeCell(page.value.tiles, grid.value));
  const complaint = computed(() => complaintOf(board.value));

  const change = (values: Partial<Board>): void => void (board.value = { ...board.value, ...values });

  function changePage(values: Partial<Page>): void {
    change({
      pages: board.value.pages.map((one, index) => (index === at.value ? { ...one, ...values } : one)),
    });
  }

  function changeTile(index: number, values: Partial<Tile>): boolean {
    const before = page.value.tiles[index];
    if (!before) return false;
    const after = { ...before, ...values };
    const others = page.value.tiles.filter((_, other) => other !== index);
    if (!mayLie(after, others, grid.value)) return false;
    changePage({ tiles: page.value.tiles.map((one, other) => (other === index ? after : one)) });
    return true;
  }

  /** False when the page is full: more could not be read from the back of the hall. */
  function addTile(figure: string, of: string): boolean {
    const cell = free.value;
    if (!cell) return false;
    changePage({
      tiles: [...page.value.tiles, { ...cell, w: 1, h: 1, figure, of, title: '', goal: null }],
    });
    selected.value = page.value.tiles.length - 1;
    return true;
  }

  function removeTile(index: number): void {
    changePage({ tiles: page.value.tiles.filter((_, other) => other !== index) });
    selected.value = null;
  }

  function addPage(): void {
    change({ pages: [...board.value.pages, { title: '', tiles: [] }] });
    turnTo(board.value.pages.length - 1);
  }

  function removePage(): void {
    if (board.value.pages.length < 2) return;
    change({ pages: board.value.pages.filter((_, index) => index !== at.value) });
    turnTo(Math.max(0, at.value - 1));
  }

  function turnTo(index: number): void {
    at.value = index;
    selected.value = null;
  }

  return {
    board, at, selected, grid, page, tile, free, complaint,
    change, changePage, changeTile, addTile, removeTile, addPage, removePage, turnTo,
  }; // prettier-ignore
}
