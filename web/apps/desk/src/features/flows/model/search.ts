import type { Flow, FlowNode } from './flow';

/** Nodes in which a text occurs: in the name, what the card says, or any field. */
export function found(flow: Flow, text: string, says: (node: FlowNode) => string): ReadonlySet<string> {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return new Set();
  const hits = Object.entries(flow.nodes).filter(([id, node]) =>
    `${id} ${says(node)} ${JSON.stringify(node)} ${flow.notes[id] ?? ''}`.toLowerCase().includes(wanted),
  );
  return new Set(hits.map(([id]) => id));
}
