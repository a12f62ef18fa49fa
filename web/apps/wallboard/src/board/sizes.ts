/**
 * How large must a character be to be read from the back of the hall? All sizes in lines of a screen 1080 lines high.
 * ISO 9241 and NUREG-0700 ask for 16 minutes of arc for a Latin capital; Han characters are denser, so their box gets 20.
 * Headline numbers get 30.
 */
export interface Screen {
  /** Diagonal in inches, 16:9. */
  readonly diagonal: number;
  /** Farthest viewer, in meters. */
  readonly distance: number;
}

export interface Sizes {
  readonly label: number;
  readonly number: number;
  readonly line: number;
  readonly tile: { readonly width: number; readonly height: number };
  readonly columns: number;
  readonly rows: number;
}

export const LINES = 1080;
export const WIDTH = 1920;
export const SHORTEST_TURN = 20;

const CAP_HEIGHT = 0.727; // Inter: a capital over its font size
const HAN_BOX = 0.85; // the ink of a Han character over its font size
const LATIN_ARC = 16;
const HAN_ARC = 20;
const NUMBER_ARC = 30;

const LABEL_LINE = 1.05;
const NUMBER_LINE = 1.05;
const GAP = 12;
const SIDES = 64;
const WIDEST_NUMBER = 3; // "▲ 9:59" in ems of the number, its mark being half as large
const LONGEST_LABEL = 5; // Han characters

export function screenHeight(diagonal: number): number {
  return diagonal * 25.4 * (9 / Math.hypot(16, 9));
}

/** Millimeters at the viewer's distance that span an angle given in minutes of arc. */
export function spanOf(arc: number, distance: number): number {
  return 2 * distance * 1000 * Math.tan((arc / 60 / 2) * (Math.PI / 180));
}

/** The angle, in minutes of arc, under which a viewer sees so many lines of a screen. */
export function arcOf(lines: number, screen: Screen): number {
  const span = (lines * screenHeight(screen.diagonal)) / LINES;
  return Math.atan(span / 2 / (screen.distance * 1000)) * 2 * (180 / Math.PI) * 60;
}

export function sizesFor(screen: Screen): Sizes {
  const perLine = screenHeight(screen.diagonal) / LINES;
  const lines = (arc: number): number => spanOf(arc, screen.distance) / perLine;
  const label = Math.max(lines(LATIN_ARC) / CAP_HEIGHT, lines(HAN_ARC) / HAN_BOX);
  const number = lines(NUMBER_ARC) / CAP_HEIGHT;
  const line = label * LABEL_LINE;
  const width = Math.max(number * WIDEST_NUMBER, label * LONGEST_LABEL) + SIDES;
  const height = 2 * line + number * NUMBER_LINE + GAP; // label, number, goal
  return {
    label,
    number,
    line,
    tile: { width, height },
    columns: Math.floor(WIDTH / width),
    rows: Math.floor((LINES - line) / height),
  };
}

export interface Layout {
  readonly fits: boolean;
  /** Figures of one queue that a page can hold. */
  readonly most: number;
  readonly columns: number;
  readonly rowsPerQueue: number;
  readonly queuesPerPage: number;
}

/**
 * How `figures` numbers of each of `queues` lie on a page: with the fewest pages to turn, and among those ways
 * with the largest characters. Far viewers see one queue at a time, near ones several.
 */
export function layoutFor(sizes: Sizes, figures: number, queues = 1): Layout {
  const most = sizes.columns * sizes.rows;
  if (figures < 1 || figures > most) {
    return { fits: false, most, columns: sizes.columns, rowsPerQueue: sizes.rows, queuesPerPage: 0 };
  }
  const ways = Array.from({ length: sizes.columns }, (_, at) => at + 1)
    .map((columns) => arranged(sizes, figures, columns, most))
    .filter(({ rowsPerQueue }) => rowsPerQueue <= sizes.rows);
  const pages = ({ queuesPerPage }: Layout): number => Math.ceil(Math.max(1, queues) / queuesPerPage);
  const better = (one: Layout, other: Layout): number =>
    pages(one) - pages(other) || growth(sizes, other, queues) - growth(sizes, one, queues);
  return ways.sort(better)[0] as Layout;
}

function arranged(sizes: Sizes, figures: number, atMost: number, most: number): Layout {
  const rowsPerQueue = Math.ceil(figures / atMost);
  const columns = Math.ceil(figures / rowsPerQueue);
  // With several queues on a page each has a line with its name; with one, the name stands in the header.
  const band = sizes.line + rowsPerQueue * sizes.tile.height;
  const queuesPerPage = Math.max(1, Math.floor((LINES - sizes.line) / band));
  return { fits: true, most, columns, rowsPerQueue, queuesPerPage };
}

/**
 * By how much labels and numbers may grow beyond what the hall needs, until the page is full. The sizes are the
 * smallest that can be read; room that is left over is given to them.
 */
export function growth(sizes: Sizes, layout: Layout, queues: number): number {
  if (!layout.fits) return 1;
  const shown = Math.max(1, Math.min(queues, layout.queuesPerPage));
  const titles = layout.queuesPerPage === 1 ? 1 : shown + 1;
  const rows = shown * layout.rowsPerQueue;
  const text = titles * sizes.line + rows * (sizes.tile.height - GAP);
  const byHeight = (LINES - rows * GAP) / text;
  const byWidth = (WIDTH / layout.columns - SIDES) / (sizes.tile.width - SIDES);
  return Math.max(1, Math.min(byHeight, byWidth));
}

export function pagesOf<Item>(items: readonly Item[], perPage: number): Item[][] {
  const pages: Item[][] = [];
  for (let at = 0; at < items.length; at += perPage) pages.push(items.slice(at, at + perPage));
  return pages;
}

/** Which page shows now; a turn is never shorter than 20 s. */
export function pageAt(elapsed: number, turn: number, pages: number): number {
  if (pages < 2) return 0;
  return Math.floor(elapsed / Math.max(SHORTEST_TURN, turn)) % pages;
}

const SHIFTS = [
  [0, 0],
  [2, 0],
  [2, 2],
  [0, 2],
] as const;

/** Where the picture lies against burn-in: two pixels further every ten minutes, around a square. */
export function shiftAt(elapsed: number): readonly [number, number] {
  return SHIFTS[Math.floor(elapsed / 600) % SHIFTS.length] ?? SHIFTS[0];
}
