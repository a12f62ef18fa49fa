import { MarkerType, Position, type Edge, type GraphNode, type Node } from '@vue-flow/core';
import { computed, type ComputedRef, type Ref } from 'vue';

import type { Finding, Trial } from '../api';
import type { Heat } from '../heat';
import type { Exit, Line } from '../model/flow';
import { exitX, lineKey, sizeOf, type Placed, type Point } from '../model/layout';
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
const HANDLE = 10;
const MARKER = { type: MarkerType.ArrowClosed, width: 16, height: 16 };
const NO_POINTS: readonly Point[] = [];

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

const same = (one: object, other: object): boolean => {
  const [a, b] = [Object.entries(one), other as Record<string, unknown>];
  return a.length === Object.keys(b).length && a.every(([name, value]) => Object.is(value, b[name]));
};

/** What is drawn of a thing, the very same object for as long as it looks the same: the rest stays as it is. */
function steady<T extends object>(): (id: string, next: T) => T {
  const known = new Map<string, T>();
  return (id, next) => {
    const before = known.get(id);
    if (before && same(before, next)) return before;
    known.set(id, next);
    return next;
  };
}

/** A card's size and where lines meet it: known before it is drawn, as it may be out of view. */
function boundsOf(id: string, exits: readonly Exit[]): Pick<GraphNode, 'dimensions' | 'handleBounds'> {
  const { width, height } = sizeOf(exits.length);
  const handle = { nodeId: id, width: HANDLE, height: HANDLE };
  const entry = { ...handle, id: 'in', type: 'target' as const, position: Position.Top };
  return {
    dimensions: { width, height },
    handleBounds: {
      target: [{ ...entry, x: (width - HANDLE) / 2, y: -HANDLE / 2 }],
      source: exits.map((exit, at) => ({
        ...handle,
        id: exit.id,
        type: 'source' as const,
        position: Position.Bottom,
        x: exitX(width, at, exits.length) - HANDLE / 2,
        y: height - HANDLE / 2,
      })),
    },
  };
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
  const [cardData, lineData] = [steady<CardData>(), steady<LineData>()];
  const [card, edge] = [steady<Node>(), steady<Edge>()];
  const position = steady<Point>();
  const line = steady<Line>();
  const bounds = new WeakMap<readonly Exit[], ReturnType<typeof boundsOf>>();
  const boundsFor = (id: string, exits: readonly Exit[]): ReturnType<typeof boundsOf> => {
    const found = bounds.get(exits) ?? boundsOf(id, exits);
    bounds.set(exits, found);
    return found;
  };

  const nodes: ComputedRef<Node[]> = computed(() => {
    const flow = editor.flow.value;
    const cards = Object.entries(flow.nodes).flatMap(([id, node]): Node[] => {
      const at = placed.value.nodes.get(id);
      if (!at) return [];
      const [dx, dy] = flow.layout[id] ?? [0, 0];
      const exits = editor.exits(id);
      const data = cardData(id, {
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
      });
      return [
        card(id, {
          id,
          type: 'card',
          position: position(id, { x: at.x + dx, y: at.y + dy }),
          data,
          selected: editor.chosen.value.includes(id),
          ...boundsFor(id, exits),
        } as Node), // the library takes what is chosen from here, though its type does not tell
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
          const data = lineData(key, {
            line: line(key, { node: id, exit: exit.id }),
            points: placed.value.lines.get(key) ?? NO_POINTS,
            count,
            share: heat && count ? heat.share(count) : 0,
            lit: path.value.lines.has(`${id}|${exit.name}`),
            chosen: chosenLine.value?.node === id && chosenLine.value.exit === exit.id,
            locked: editor.locked.value,
          });
          return edge(key, {
            id: key,
            type: 'line',
            source: id,
            sourceHandle: exit.id,
            target: exit.to,
            targetHandle: 'in',
            markerEnd: MARKER,
            data,
          });
        }),
    );
  });
  return { nodes, edges };
}
