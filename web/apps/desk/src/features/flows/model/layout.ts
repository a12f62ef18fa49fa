import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api';

import { exitsOf, type Flow } from './flow';
import type { Shapes } from './shapes';

/** Sizes are fixed so that nothing jumps: they follow from the number of exits alone. */
export const CARD = { width: 224, head: 28, body: 44, exits: 40, exit: 72, side: 4 } as const;
export const NOTE = { width: 190, height: 84 } as const;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Placed {
  readonly nodes: ReadonlyMap<string, Point>;
  /** By `node|exit`: where the line bends. */
  readonly lines: ReadonlyMap<string, readonly Point[]>;
}

export const NOWHERE: Placed = { nodes: new Map(), lines: new Map() };
export const lineKey = (node: string, exit: string): string => `${node}|${exit}`;

export function sizeOf(exits: number): Size {
  return {
    width: Math.max(CARD.width, exits * CARD.exit + 2 * CARD.side),
    height: CARD.head + CARD.body + (exits > 0 ? CARD.exits : 0),
  };
}

/** Middle of an exit's lower edge, from the card's left. */
export const exitX = (width: number, at: number, count: number): number => {
  const one = (width - 2 * CARD.side) / count;
  return CARD.side + one * (at + 0.5);
};

const OPTIONS: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeNode': '22',
  'elk.spacing.edgeEdge': '12',
  'elk.layered.spacing.nodeNodeBetweenLayers': '56',
  'elk.layered.spacing.edgeNodeBetweenLayers': '20',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.crossingMinimization.forceNodeModelOrder': 'false',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.separateConnectedComponents': 'true',
  'elk.padding': '[top=20,left=20,bottom=20,right=20]',
};

/** A large flow is placed without regard to the order of its nodes, which takes half the time. */
const LARGE = 150;
const OF_LARGE = { 'elk.layered.considerModelOrder.strategy': 'NONE' } as const;

export function graphOf(flow: Flow, shapes: Shapes, order: readonly string[]): ElkNode {
  const children = order.map((id) => {
    const node = flow.nodes[id] ?? { type: '' };
    const exits = exitsOf(node, shapes.get(node.type));
    const { width, height } = sizeOf(exits.length);
    return {
      id,
      width: flow.notes[id] === undefined ? width : width + NOTE.width + 12,
      height,
      layoutOptions: {
        'elk.portConstraints': 'FIXED_POS',
        ...(id === flow.start ? { 'elk.layered.layering.layerConstraint': 'FIRST' } : {}),
      },
      ports: [
        {
          id: `${id}|in`,
          x: width / 2,
          y: 0,
          width: 0,
          height: 0,
          layoutOptions: { 'elk.port.side': 'NORTH' },
        },
        ...exits.map((exit, at) => ({
          id: lineKey(id, `out:${exit.id}`),
          x: exitX(width, at, exits.length),
          y: height,
          width: 0,
          height: 0,
          layoutOptions: { 'elk.port.side': 'SOUTH' },
        })),
      ],
    };
  });
  const layoutOptions = order.length > LARGE ? { ...OPTIONS, ...OF_LARGE } : { ...OPTIONS };
  return { id: 'flow', layoutOptions, children, edges: edgesOf(flow, shapes, order) };
}

function edgesOf(flow: Flow, shapes: Shapes, order: readonly string[]): ElkExtendedEdge[] {
  return order.flatMap((id) => {
    const node = flow.nodes[id] ?? { type: '' };
    return exitsOf(node, shapes.get(node.type))
      .filter(({ to }) => to in flow.nodes)
      .map((exit) => ({
        id: lineKey(id, exit.id),
        sources: [lineKey(id, `out:${exit.id}`)],
        targets: [`${exit.to}|in`],
      }));
  });
}

export function placedBy(answer: ElkNode): Placed {
  const nodes = new Map((answer.children ?? []).map((one) => [one.id, { x: one.x ?? 0, y: one.y ?? 0 }]));
  const lines = new Map(
    (answer.edges ?? []).map((edge) => {
      const section = edge.sections?.[0];
      const points = section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [];
      return [edge.id, points] as const;
    }),
  );
  return { nodes, lines };
}

/** Rounded corners through the points. */
export function pathThrough(points: readonly Point[], radius = 8): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const parts = [`M${first.x},${first.y}`];
  rest.forEach((point, at) => {
    const next = rest[at + 1];
    const before = at === 0 ? first : (rest[at - 1] as Point);
    if (!next) {
      parts.push(`L${point.x},${point.y}`);
      return;
    }
    const from = toward(point, before, radius);
    const to = toward(point, next, radius);
    parts.push(`L${from.x},${from.y}`, `Q${point.x},${point.y} ${to.x},${to.y}`);
  });
  return parts.join(' ');
}

function toward(from: Point, to: Point, most: number): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const by = Math.min(most, length / 2) / length;
  return { x: from.x + dx * by, y: from.y + dy * by };
}

/** Straight down from an exit to a node that lies elsewhere, around what is above. */
export function detour(from: Point, to: Point): readonly Point[] {
  if (to.y >= from.y + 24) {
    const middle = (from.y + to.y) / 2;
    return [from, { x: from.x, y: middle }, { x: to.x, y: middle }, to];
  }
  const aside = Math.max(from.x, to.x) + 150;
  return [
    from,
    { x: from.x, y: from.y + 18 },
    { x: aside, y: from.y + 18 },
    { x: aside, y: to.y - 18 },
    { x: to.x, y: to.y - 18 },
    to,
  ];
}

/** Where the insert button and the figure of a line lie: on its longest upright part near the start. */
export function middleOf(points: readonly Point[]): Point {
  const [first, second] = points;
  if (!first || !second) return first ?? { x: 0, y: 0 };
  const total = points.slice(1).reduce((sum, point, at) => sum + span(points[at] as Point, point), 0);
  let left = Math.min(total / 2, 200);
  for (let at = 1; at < points.length; at += 1) {
    const [from, to] = [points[at - 1] as Point, points[at] as Point];
    const length = span(from, to);
    if (left <= length && length > 0) {
      const share = left / length;
      return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
    }
    left -= length;
  }
  return points.at(-1) ?? first;
}

const span = (a: Point, b: Point): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
