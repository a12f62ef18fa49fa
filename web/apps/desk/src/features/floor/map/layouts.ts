export const LAYOUTS = ['straight', 'matrix', 'wave', 'carousel'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** A place of the hall: its middle in widths of a desk, and where it looks, in degrees from the top clockwise. */
export interface Seat {
  readonly x: number;
  readonly y: number;
  readonly turn: number;
  readonly agent_id: string | null;
  readonly label: string;
}

export interface Room {
  readonly name: string;
  readonly layout: Layout;
  readonly seats: readonly Seat[];
}

export interface DrawnMap {
  readonly rooms: readonly Room[];
  readonly revision: number;
}

type Spot = Pick<Seat, 'x' | 'y' | 'turn'>;

const STEP = 1.15; // between two neighbors: a desk and the air beside it
const EDGE = 0.75;
const ROW_OF = 10;
const WAVE_OF = 12;
const RING_OF = 8;

const round = (value: number): number => Math.round(value * 100) / 100;
const spot = (x: number, y: number, turn: number): Spot => ({
  x: round(x),
  y: round(y),
  turn: round(((turn % 360) + 360) % 360) % 360,
});

/** So many places in one of the usual layouts of a hall. Neighbors never lie on each other. */
export function place(layout: Layout, count: number): Spot[] {
  const spots = { straight: rows, matrix: islands, wave: waves, carousel: rings }[layout](count);
  return spots.slice(0, count);
}

/** About ten beside each other, all looking the same way. */
function rows(count: number): Spot[] {
  return Array.from({ length: count }, (_, n) =>
    spot(EDGE + (n % ROW_OF) * STEP, EDGE + Math.floor(n / ROW_OF) * 1.6, 0),
  );
}

/** Islands of four to six who face each other. */
function islands(count: number): Spot[] {
  const size = count % 6 === 0 || count % 4 !== 0 ? 6 : 4;
  const wide = size / 2;
  return grouped(count, size, wide * STEP + 0.9, 2.9, (n) =>
    spot((n % wide) * STEP, n < wide ? 0 : STEP, n < wide ? 180 : 0),
  );
}

/** Rows that swing: nobody looks straight into the back of another. */
function waves(count: number): Spot[] {
  return Array.from({ length: count }, (_, n) => {
    const turn = ((n % WAVE_OF) / (WAVE_OF - 1)) * 2 * Math.PI;
    const slope = (0.6 * Math.cos(turn) * 2 * Math.PI) / ((WAVE_OF - 1) * STEP);
    const x = EDGE + (n % WAVE_OF) * STEP;
    const y = EDGE + 0.6 + Math.floor(n / WAVE_OF) * 1.9 + 0.6 * Math.sin(turn);
    return spot(x, y, (Math.atan(slope) * 180) / Math.PI);
  });
}

/** Circles around a middle that all of them see. */
function rings(count: number): Spot[] {
  const size = Math.min(RING_OF, Math.max(3, count));
  const radius = STEP / (2 * Math.sin(Math.PI / size));
  return grouped(count, size, 2 * radius + 1.6, 2 * radius + 1.6, (n) => {
    const angle = (n / size) * 2 * Math.PI - Math.PI / 2;
    const turn = (Math.atan2(-Math.cos(angle), Math.sin(angle)) * 180) / Math.PI;
    return spot(radius + radius * Math.cos(angle), radius + radius * Math.sin(angle), turn);
  });
}

function grouped(
  count: number,
  size: number,
  width: number,
  height: number,
  one: (n: number) => Spot,
): Spot[] {
  const groups = Math.ceil(count / size);
  const across = Math.max(1, Math.ceil(Math.sqrt((groups * height * 1.6) / width)));
  return Array.from({ length: count }, (_, n) => {
    const group = Math.floor(n / size);
    const { x, y, turn } = one(n % size);
    return spot(EDGE + (group % across) * width + x, EDGE + Math.floor(group / across) * height + y, turn);
  });
}

/** The seats laid out anew: who sat in which order keeps the order. */
export function laidOut(room: Room, layout: Layout, count: number): Room {
  const seats = place(layout, count).map((at, n) => ({
    ...at,
    agent_id: room.seats[n]?.agent_id ?? null,
    label: room.seats[n]?.label ?? '',
  }));
  return { ...room, layout, seats };
}

/** Free places are given, in their order, to those of `agentIds` who have none. */
export function filled(room: Room, agentIds: readonly string[], taken: ReadonlySet<string>): Room {
  const wait = agentIds.filter((id) => !taken.has(id));
  const seats = room.seats.map((seat) =>
    seat.agent_id ? seat : { ...seat, agent_id: wait.shift() ?? null },
  );
  return { ...room, seats };
}

export function sizeOf(seats: readonly Spot[]): { width: number; height: number } {
  return {
    width: Math.max(6, ...seats.map(({ x }) => x)) + EDGE,
    height: Math.max(3, ...seats.map(({ y }) => y)) + EDGE,
  };
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** The next seat in the direction of an arrow key; none if there is none that way. */
export function beside(seats: readonly Spot[], from: number, key: string): number {
  const arrow = ARROWS[key];
  const here = seats[from];
  if (!arrow || !here) return -1;
  const [dx, dy] = arrow;
  let best = -1;
  let least = Infinity;
  seats.forEach((one, n) => {
    const along = (one.x - here.x) * dx + (one.y - here.y) * dy;
    const across = Math.abs((one.x - here.x) * dy) + Math.abs((one.y - here.y) * dx);
    if (n === from || along < 0.2) return;
    const far = along + 2 * across;
    if (far < least) [best, least] = [n, far];
  });
  return best;
}

export const isArrow = (key: string): boolean => key in ARROWS;

const LONGEST = 9;

/** What of a name fits into a place. */
export function shortName(name: string): string {
  const first = name.split(' ')[0] ?? '';
  return first.length > LONGEST ? `${first.slice(0, LONGEST - 1)}…` : first;
}

const GRID = 0.25;

/** On the grid, inside the room. */
export const snapped = (value: number): number =>
  Math.min(200, Math.max(0.5, Math.round(value / GRID) * GRID));
