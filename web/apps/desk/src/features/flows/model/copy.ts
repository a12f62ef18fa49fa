import { exitsOf, withExit, type Flow, type FlowNode, type Variable } from './flow';
import { freeId } from './edit';
import type { Shapes } from './shapes';

/** Nodes as text, so that they can be pasted into another flow, another center, or a letter. */
const MARK = 'lingtong-flow-nodes';
const MOST = 500;

interface Copied {
  readonly kind: typeof MARK;
  readonly nodes: Readonly<Record<string, FlowNode>>;
  readonly variables: Readonly<Record<string, Variable>>;
  readonly notes: Readonly<Record<string, string>>;
}

export function copied(flow: Flow, ids: readonly string[]): string {
  const pick = <T>(from: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(from).filter(([id]) => ids.includes(id)));
  const nodes = pick(flow.nodes);
  const text = JSON.stringify(nodes);
  const used = Object.entries(flow.variables).filter(([name]) => new RegExp(`\\b${name}\\b`).test(text));
  const copy: Copied = { kind: MARK, nodes, variables: Object.fromEntries(used), notes: pick(flow.notes) };
  return JSON.stringify(copy, null, 2);
}

export function readCopied(text: string): Copied | null {
  if (!text.includes(MARK)) return null;
  try {
    const found = JSON.parse(text) as Partial<Copied>;
    const nodes = found.nodes;
    const usable =
      found.kind === MARK &&
      typeof nodes === 'object' &&
      nodes !== null &&
      Object.keys(nodes).length <= MOST &&
      Object.values(nodes).every((node) => typeof node?.type === 'string');
    return usable ? { kind: MARK, nodes, variables: found.variables ?? {}, notes: found.notes ?? {} } : null;
  } catch {
    return null;
  }
}

/** Lines among the copied nodes stay; others stay where they led if this flow has that node. */
export function pasted(
  flow: Flow,
  shapes: Shapes,
  text: string,
): { flow: Flow; ids: readonly string[] } | null {
  const copy = readCopied(text);
  if (!copy) return null;
  const names = new Map<string, string>();
  const taken: Record<string, unknown> = { ...flow.nodes };
  for (const [id, node] of Object.entries(copy.nodes)) {
    if (!shapes.has(node.type)) continue;
    const free = freeId(taken, id);
    names.set(id, free);
    taken[free] = true;
  }
  const target = (to: string): string => names.get(to) ?? (to in flow.nodes ? to : '');
  const nodes = [...names].map(([from, id]) => {
    const node = copy.nodes[from] as FlowNode;
    const exits = exitsOf(node, shapes.get(node.type));
    return [id, exits.reduce((made, exit) => withExit(made, exit, target(exit.to)), node)] as const;
  });
  if (nodes.length === 0) return null;
  const notes = [...names].flatMap(([from, id]) =>
    copy.notes[from] ? [[id, copy.notes[from]] as const] : [],
  );
  return {
    flow: {
      ...flow,
      start: flow.start || (nodes[0]?.[0] ?? ''),
      nodes: { ...flow.nodes, ...Object.fromEntries(nodes) },
      variables: { ...copy.variables, ...flow.variables },
      notes: { ...flow.notes, ...Object.fromEntries(notes) },
    },
    ids: nodes.map(([id]) => id),
  };
}
