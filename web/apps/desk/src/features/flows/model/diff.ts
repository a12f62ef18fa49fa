import { exitsOf, type Flow } from './flow';
import type { Shapes } from './shapes';

export interface FieldChange {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly node: string; readonly fields: readonly FieldChange[] }[];
  readonly flow: readonly FieldChange[];
}

const OF_FLOW = ['name', 'name_en', 'start', 'idle_release', 'returns', 'otherwise', 'star', 'zero'] as const;
const same = (a: unknown, b: unknown): boolean => stable(a) === stable(b);

/** The same text for the same content, whatever the order of keys. */
export function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${stable(one)}`).join(',')}}`;
}

const changes = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): FieldChange[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((name) => !same(a[name], b[name]))
    .map((name) => ({ name, before: a[name], after: b[name] }));

export function difference(a: Flow, b: Flow): Difference {
  const shared = Object.keys(a.nodes).filter((id) => id in b.nodes);
  const some = (flow: Flow) => Object.fromEntries(OF_FLOW.map((name) => [name, flow[name]]));
  const variables = changes(a.variables, b.variables).map((one) => ({
    ...one,
    name: `variables.${one.name}`,
  }));
  return {
    added: Object.keys(b.nodes).filter((id) => !(id in a.nodes)),
    removed: Object.keys(a.nodes).filter((id) => !(id in b.nodes)),
    changed: shared
      .map((node) => ({ node, fields: changes(a.nodes[node] ?? {}, b.nodes[node] ?? {}) }))
      .filter(({ fields }) => fields.length > 0),
    flow: [...changes(some(a), some(b)), ...variables],
  };
}

export const isSame = (found: Difference): boolean =>
  found.added.length + found.removed.length + found.changed.length + found.flow.length === 0;

export const linesTo = (flow: Flow, shapes: Shapes, id: string): number =>
  Object.values(flow.nodes)
    .flatMap((node) => exitsOf(node, shapes.get(node.type)))
    .filter(({ to }) => to === id).length;
