import { BACK, blankNode, exitsOf, mainExit, withExit, type Flow, type FlowNode, type Line } from './flow';
import type { NodeShape, Shapes } from './shapes';

/** Every edit gives a new flow and leaves the old one as it was, so that undoing is keeping it. */
export const NODE_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;

export function freeId(taken: Readonly<Record<string, unknown>>, wanted: string): string {
  const base = wanted.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 34) || 'node';
  if (!(base in taken)) return base;
  const stem = base.replace(/-\d+$/, '');
  for (let at = 2; ; at += 1) if (!(`${stem}-${at}` in taken)) return `${stem}-${at}`;
}

const withNodes = (flow: Flow, nodes: Readonly<Record<string, FlowNode>>): Flow => ({ ...flow, nodes });

export const withNode = (flow: Flow, id: string, node: FlowNode): Flow =>
  withNodes(flow, { ...flow.nodes, [id]: node });

export function add(flow: Flow, shape: NodeShape): { flow: Flow; id: string } {
  const id = freeId(flow.nodes, shape.type);
  const first = flow.start in flow.nodes ? flow.start : id;
  return { flow: { ...withNode(flow, id, blankNode(shape)), start: first }, id };
}

export function connect(flow: Flow, shapes: Shapes, line: Line, to: string): Flow {
  const node = flow.nodes[line.node];
  const exit = node && exitsOf(node, shapes.get(node.type)).find(({ id }) => id === line.exit);
  return node && exit ? withNode(flow, line.node, withExit(node, exit, to)) : flow;
}

/** The new node takes the line's end and leads on to where the line led. */
export function insertOn(
  flow: Flow,
  shapes: Shapes,
  line: Line,
  shape: NodeShape,
): { flow: Flow; id: string } {
  const before = targetOf(flow, shapes, line);
  const made = add(flow, shape);
  const node = made.flow.nodes[made.id] as FlowNode;
  const onward = mainExit(node, shape);
  const led = onward && before ? withNode(made.flow, made.id, withExit(node, onward, before)) : made.flow;
  return { flow: connect(led, shapes, line, made.id), id: made.id };
}

/** A new node in front of everything. */
export function insertFirst(flow: Flow, shapes: Shapes, shape: NodeShape): { flow: Flow; id: string } {
  const made = add(flow, shape);
  const node = made.flow.nodes[made.id] as FlowNode;
  const onward = mainExit(node, shapes.get(node.type));
  const led =
    onward && flow.start ? withNode(made.flow, made.id, withExit(node, onward, flow.start)) : made.flow;
  return { flow: { ...led, start: made.id }, id: made.id };
}

export function targetOf(flow: Flow, shapes: Shapes, line: Line): string {
  const node = flow.nodes[line.node];
  return (node && exitsOf(node, shapes.get(node.type)).find(({ id }) => id === line.exit)?.to) ?? '';
}

/** Lines that led to what is taken out lead on to where its main exit led. */
export function remove(flow: Flow, shapes: Shapes, ids: readonly string[]): Flow {
  const gone = new Set(ids.filter((id) => id in flow.nodes));
  const heir = (id: string): string => {
    const seen = new Set<string>();
    let at = id;
    while (gone.has(at) && !seen.has(at)) {
      seen.add(at);
      const node = flow.nodes[at] as FlowNode;
      at = mainExit(node, shapes.get(node.type))?.to ?? '';
    }
    return gone.has(at) ? '' : at;
  };
  const kept = Object.entries(flow.nodes).filter(([id]) => !gone.has(id));
  const nodes = Object.fromEntries(kept.map(([id, node]) => [id, redirected(node, shapes, gone, heir, id)]));
  const start = gone.has(flow.start) ? heir(flow.start) : flow.start;
  const lost = (id: string): string => (gone.has(id) ? '' : id);
  return {
    ...flow,
    nodes,
    start: start in nodes ? start : (kept[0]?.[0] ?? ''),
    otherwise: lost(flow.otherwise),
    star: lost(flow.star),
    zero: lost(flow.zero),
    layout: without(flow.layout, gone),
    notes: without(flow.notes, gone),
  };
}

function redirected(
  node: FlowNode,
  shapes: Shapes,
  gone: ReadonlySet<string>,
  heir: (id: string) => string,
  self: string,
): FlowNode {
  return exitsOf(node, shapes.get(node.type))
    .filter(({ to }) => gone.has(to))
    .reduce((changed, exit) => {
      const to = heir(exit.to);
      return withExit(changed, exit, to === self && node.type !== 'menu' ? '' : to);
    }, node);
}

const without = <T>(record: Readonly<Record<string, T>>, gone: ReadonlySet<string>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([id]) => !gone.has(id)));

export function rename(flow: Flow, shapes: Shapes, from: string, to: string): Flow {
  if (from === to || !NODE_ID.test(to) || to in flow.nodes) return flow;
  const named = (id: string): string => (id === from ? to : id);
  const nodes = Object.entries(flow.nodes).map(([id, node]) => [
    named(id),
    exitsOf(node, shapes.get(node.type))
      .filter((exit) => exit.to === from)
      .reduce((changed, exit) => withExit(changed, exit, to), node),
  ]);
  const keys = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([id, value]) => [named(id), value]));
  return {
    ...flow,
    nodes: Object.fromEntries(nodes),
    start: named(flow.start),
    otherwise: named(flow.otherwise),
    zero: named(flow.zero),
    star: flow.star === BACK ? BACK : named(flow.star),
    layout: keys(flow.layout),
    notes: keys(flow.notes),
  };
}

export const moved = (flow: Flow, id: string, by: readonly [number, number] | null): Flow => {
  const layout = { ...flow.layout };
  delete layout[id];
  return { ...flow, layout: by ? { ...layout, [id]: by } : layout };
};

export const tidied = (flow: Flow): Flow => ({
  ...flow,
  layout: Object.fromEntries(Object.entries(flow.layout).filter(([id]) => !(id in flow.nodes))),
});

export function noted(flow: Flow, id: string, text: string | null): Flow {
  const notes = { ...flow.notes };
  delete notes[id];
  return { ...flow, notes: text === null ? notes : { ...notes, [id]: text } };
}
