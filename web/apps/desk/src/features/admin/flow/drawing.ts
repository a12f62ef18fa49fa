import type { Values } from '../form/fields';
import { exitsOf, typeOf, type NodeType } from './nodes';

/** A read-only picture of a flow: layers from left to right, straight from the graph, so that it is never out of date. */
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

export const BOX = { width: 168, height: 52 } as const;
const GAP = { x: 96, y: 28 } as const;
const EDGE = 16;

type Nodes = Readonly<Record<string, Values>>;

export function draw(nodes: Nodes, start: string): Drawing {
  const layers = layersOf(nodes, start);
  const tallest = Math.max(1, ...layers.map((layer) => layer.length));
  const boxes = layers.flatMap((layer, column) =>
    layer.map((name, row) => ({
      name,
      type: typeOf(nodes[name] ?? {}),
      x: EDGE + column * (BOX.width + GAP.x),
      y: EDGE + (row + (tallest - layer.length) / 2) * (BOX.height + GAP.y),
    })),
  );
  const at = new Map(boxes.map((box) => [box.name, box]));
  const lines = boxes.flatMap((box) => linesFrom(box, nodes[box.name] ?? {}, at));
  const backs = lines.some((line) => line.back) ? GAP.y : 0;
  return {
    boxes,
    lines,
    width: EDGE * 2 + layers.length * (BOX.width + GAP.x) - GAP.x,
    height: EDGE * 2 + tallest * (BOX.height + GAP.y) - GAP.y + backs,
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

function linesFrom(box: Box, node: Values, at: ReadonlyMap<string, Box>): Line[] {
  const exits = exitsOf(node).filter(({ to }) => at.has(to));
  return exits.map(({ path, to }, index) => {
    const target = at.get(to) as Box;
    const y = box.y + (BOX.height * (index + 1)) / (exits.length + 1);
    return connect(box, target, path, y);
  });
}

function connect(box: Box, target: Box, path: string, y: number): Line {
  const base = { from: box.name, to: target.name, path };
  const [x1, y2] = [box.x + BOX.width, target.y + BOX.height / 2];
  if (target.x > box.x) {
    const middle = Math.min(GAP.x / 2, (target.x - x1) / 2);
    const d = `M${x1},${y} C${x1 + middle},${y} ${target.x - middle},${y2} ${target.x},${y2}`;
    return { ...base, d, labelX: x1 + 6, labelY: y - 4, back: false };
  }
  const low = Math.max(box.y, target.y) + BOX.height + GAP.y / 2;
  const into = target.x + BOX.width / 2;
  const d = `M${x1},${y} C${x1 + 40},${y} ${x1 + 40},${low} ${x1 - 20},${low} L${into + 24},${low} Q${into},${low} ${into},${target.y + BOX.height}`;
  return { ...base, d, labelX: x1 + 6, labelY: y - 4, back: true };
}
