import { MarkerType, type Edge, type Node } from '@vue-flow/core';
import { computed, type ComputedRef, type Ref } from 'vue';

import type { Finding, Trial } from '../api';
import type { Heat } from '../heat';
import type { Line } from '../model/flow';
import { lineKey, sizeOf, type Placed } from '../model/layout';
import { useEditor } from '../useEditor';
import type { CardData, LineData, Mark } from './types';

export interface Looks {
  readonly findings: readonly Finding[];
  readonly trial: Trial | null;
  readonly heat: Heat | null;
  readonly found: ReadonlySet<string>;
  readonly changes: ReadonlyMap<string, Mark['state']>;
}

export const NOTE_ID = /^note-/;

/** Where a trial has been: nodes, and lines by their key. */
export function pathOf(trial: Trial | null): {
  readonly nodes: ReadonlySet<string>;
  readonly lines: ReadonlySet<string>;
} {
  const nodes = new Set<string>();
  const lines = new Set<string>();
  for (const line of trial?.transcript ?? []) {
    if (line.node) nodes.add(line.node);
    if (line.kind === 'exit') lines.add(`${line.node}|${line.exit}`);
  }
  return { nodes, lines };
}

/** The flow as nodes and edges of the drawing. */
export function useElements(looks: () => Looks, placed: Ref<Placed>, chosenLine: Ref<Line | null>) {
  const editor = useEditor();
  const worst = computed(() => {
    const found = new Map<string, Finding['severity']>();
    for (const one of looks().findings)
      if (found.get(one.node) !== 'error') found.set(one.node, one.severity);
    return found;
  });
  const path = computed(() => pathOf(looks().trial));

  const nodes: ComputedRef<Node[]> = computed(() => {
    const flow = editor.flow.value;
    const cards = Object.entries(flow.nodes).flatMap(([id, node]): Node[] => {
      const at = placed.value.nodes.get(id);
      if (!at) return [];
      const [dx, dy] = flow.layout[id] ?? [0, 0];
      const exits = editor.exits(id);
      const data: CardData = {
        id,
        node,
        exits,
        width: sizeOf(exits.length).width,
        first: flow.start === id,
        worst: worst.value.get(id) ?? '',
        lit: looks().trial?.now.node === id ? 'here' : path.value.nodes.has(id) ? 'passed' : '',
        found: looks().found.has(id),
        change: looks().changes.get(id) ?? '',
        note: flow.notes[id],
      };
      return [
        {
          id,
          type: 'card',
          position: { x: at.x + dx, y: at.y + dy },
          data,
          selected: editor.chosen.value.includes(id),
        } as Node, // the library takes what is chosen from here, though its type does not tell
      ];
    });
    const notes = Object.entries(flow.notes)
      .filter(([id]) => !(id in flow.nodes))
      .map(([id, text]): Node => {
        const [x, y] = flow.layout[id] ?? [-220, 20];
        return { id, type: 'note', position: { x, y }, data: { text } };
      });
    return [...cards, ...notes];
  });

  const edges: ComputedRef<Edge[]> = computed(() => {
    const flow = editor.flow.value;
    const heat = looks().heat;
    return Object.keys(flow.nodes).flatMap((id) =>
      editor
        .exits(id)
        .filter(({ to }) => to in flow.nodes && placed.value.nodes.has(to) && placed.value.nodes.has(id))
        .map((exit): Edge => {
          const key = lineKey(id, exit.id);
          const count = heat ? heat.line(id, exit) : null;
          const line = { node: id, exit: exit.id };
          const data: LineData = {
            line,
            points: placed.value.lines.get(key) ?? [],
            count,
            share: heat && count ? heat.share(count) : 0,
            lit: path.value.lines.has(`${id}|${exit.name}`),
            chosen: chosenLine.value?.node === id && chosenLine.value.exit === exit.id,
            locked: editor.locked.value,
          };
          return {
            id: key,
            type: 'line',
            source: id,
            sourceHandle: exit.id,
            target: exit.to,
            targetHandle: 'in',
            markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16 },
            data,
          };
        }),
    );
  });
  return { nodes, edges };
}
