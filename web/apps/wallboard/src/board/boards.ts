import { http } from '@lingtong/client';

import { LINES, sizesFor, WIDTH, type Sizes } from './sizes';

export const THEMES = ['dark', 'light', 'led'] as const;
export type Theme = (typeof THEMES)[number];

/** Places count in cells from the top left. `of` is an id, `media:NAME`, or empty for the whole center. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly figure: string;
  readonly of: string;
  readonly title: string;
  readonly goal: number | null;
}

export interface Page {
  readonly title: string;
  readonly tiles: readonly Tile[];
}

/** A saved big screen; one that is new has no id yet. */
export interface Board {
  readonly id: string;
  readonly name: string;
  readonly theme: Theme;
  readonly diagonal: number;
  readonly distance: number;
  readonly rotate: number;
  readonly pages: readonly Page[];
  readonly revision: number;
}

export const NEW: Board = {
  id: '',
  name: '',
  theme: 'dark',
  diagonal: 55,
  distance: 10,
  rotate: 30,
  pages: [{ title: '', tiles: [] }],
  revision: 0,
};

export const boardsApi = {
  all: (): Promise<Board[]> => http.get<Board[]>('/api/boards'),
  save: ({ id, revision, ...board }: Board): Promise<Board> =>
    id
      ? http.put<Board>(`/api/boards/${id}`, { ...board, revision })
      : http.post<Board>('/api/boards', board),
  retire: (id: string): Promise<void> => http.delete(`/api/boards/${id}`),
};

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly sizes: Sizes;
}

/** As many cells as can be read from the farthest place; each is at least as large as a number needs. */
export function gridOf(board: Pick<Board, 'diagonal' | 'distance'>): Grid {
  const sizes = sizesFor(board);
  return { columns: sizes.columns, rows: sizes.rows, sizes };
}

/** By how much characters may grow beyond what the hall needs, because a cell has room. */
export function growthOf({ columns, rows, sizes }: Grid): number {
  if (columns * rows === 0) return 1;
  const byWidth = (WIDTH / columns - 64) / (sizes.tile.width - 64);
  const byHeight = (LINES - 2 * sizes.line) / rows / sizes.tile.height;
  return Math.max(1, Math.min(byWidth, byHeight, 1.6));
}

export const overlaps = (one: Tile, other: Tile): boolean =>
  one.x < other.x + other.w &&
  other.x < one.x + one.w &&
  one.y < other.y + other.h &&
  other.y < one.y + one.h;

export const fits = (tile: Tile, grid: Grid): boolean =>
  tile.x >= 0 && tile.y >= 0 && tile.x + tile.w <= grid.columns && tile.y + tile.h <= grid.rows;

/** Whether the tile may lie there, beside the others. */
export const mayLie = (tile: Tile, others: readonly Tile[], grid: Grid): boolean =>
  fits(tile, grid) && !others.some((other) => overlaps(tile, other));

/** The first free cell; null when the page is full. */
export function freeCell(tiles: readonly Tile[], grid: Grid): { x: number; y: number } | null {
  for (let y = 0; y < grid.rows; y += 1)
    for (let x = 0; x < grid.columns; x += 1) {
      const cell = { x, y, w: 1, h: 1, figure: '', of: '', title: '', goal: null };
      if (!tiles.some((tile) => overlaps(cell, tile))) return { x, y };
    }
  return null;
}

export type Complaint = 'name' | 'too_far' | 'does_not_fit' | 'empty' | 'too_many';

/** Why this board cannot be saved; null when it can. */
export function complaintOf(board: Board): Complaint | null {
  const grid = gridOf(board);
  if (grid.columns * grid.rows === 0) return 'too_far';
  if (board.pages.some((page) => page.tiles.length > grid.columns * grid.rows)) return 'too_many';
  if (board.pages.some((page) => page.tiles.some((tile) => !fits(tile, grid)))) return 'does_not_fit';
  if (board.pages.every((page) => page.tiles.length === 0)) return 'empty';
  return board.name.trim() === '' ? 'name' : null;
}

/** Which board this computer shows; several screens of one hall choose each its own. */
const KEY = 'lingtong.wallboard.board';
export const chosenBoard = (): string =>
  new URLSearchParams(location.search).get('board') ?? localStorage.getItem(KEY) ?? '';
export const chooseBoard = (id: string): void => localStorage.setItem(KEY, id);
