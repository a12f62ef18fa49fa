import type { Values } from '../form/fields';
import { exitsOf, typeOf, type NodeType } from './nodes';

/** A read-only picture of a flow: layers from top to bottom, straight from the graph, so that it is never out of date. */
export interface Box {
  readonly name: string;
  readonly type: NodeType;
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly from: string;
  readonly to: string;
  readonly path: string;
  readonly d: string;
  readonly labelX: number;
  readonly labelY: number;
  /** Leads back to an earlier layer. */
  readonly back: boolean;
}

export interface Drawing {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

export const BOX = { width: 140, height: 46 } as const;
const GAP = { x: 20, y: 46 } as const;
const EDGE = 16;
const ASIDE = 24; // room at the right for lines that lead back

type Nodes = Readonly<Record<string, Values>>;

export function draw(nodes: Nodes, start: string): Drawing {
  const layers = layersOf(nodes, start);
  const widest = Math.max(1, ...layers.map((layer) => layer.length));
  const boxes = layers.flatMap((layer, row) =>
    layer.map((name, column) => ({
      name,
      type: typeOf(nodes[name] ?? {}),
      x: EDGE + (column + (widest - layer.length) / 2) * (BOX.width + GAP.x),
      y: EDGE + row * (BOX.height + GAP.y),
    })),
  );
  const at = new Map(boxes.map((box) => [box.name, box]));
  const right = EDGE + widest * (BOX.width + GAP.x) - GAP.x;
  const lines = boxes.flatMap((box) => linesFrom(box, nodes[box.name] ?? {}, at, right));
  return {
    boxes,
    lines,
    width: right + (lines.some((line) => line.back) ? ASIDE : 0) + EDGE,
    height: EDGE * 2 + layers.length * (BOX.height + GAP.y) - GAP.y,
  };
}

/** Breadth first from the start; what cannot be reached stands in a last layer of its own. */
function layersOf(nodes: Nodes, start: string): string[][] {
  const layers: string[][] = [];
  const placed = new Set<string>();
  let layer = start in nodes ? [start] : [];
  while (layer.length > 0) {
    layer.forEach((name) => placed.add(name));
    layers.push(layer);
    const next = layer.flatMap((name) => exitsOf(nodes[name] ?? {}).map(({ to }) => to));
    layer = [...new Set(next)].filter((name) => name in nodes && !placed.has(name));
  }
  const rest = Object.keys(nodes).filter((name) => !placed.has(name));
  return rest.length > 0 ? [...layers, rest] : layers;
}

function linesFrom(box: Box, node: Values, at: ReadonlyMap<string, Box>, right: number): Line[] {
  const exits = exitsOf(node).filter(({ to }) => at.has(to));
  return exits.map(({ path, to }, index) => {
    const target = at.get(to) as Box;
    const x = box.x + (BOX.width * (index + 1)) / (exits.length + 1);
    return connect(box, target, path, x, right);
  });
}

function connect(box: Box, target: Box, path: string, x: number, right: number): Line {
  const [from, into] = [box.y + BOX.height, target.x + BOX.width / 2];
  const base = { from: box.name, to: target.name, path, labelX: x + 4, labelY: from + 14 };
  if (target.y > box.y) {
    const half = GAP.y / 2;
    const d = `M${x},${from} C${x},${from + half} ${into},${target.y - half} ${into},${target.y}`;
    return { ...base, d, back: false };
  }
  const [low, side] = [from + GAP.y / 2, right + ASIDE / 2];
  const high = target.y + BOX.height / 2;
  const d = `M${x},${from} Q${x},${low} ${x + 16},${low} L${side - 8},${low} Q${side},${low} ${side},${low - 8} L${side},${high + 8} Q${side},${high} ${side - 8},${high} L${target.x + BOX.width},${high}`;
  return { ...base, d, back: true };
}
