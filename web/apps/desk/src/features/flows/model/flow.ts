import type { FieldShape, NodeShape, Shapes } from './shapes';

export interface FlowNode {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface Variable {
  readonly type: VariableType;
  readonly start: string;
  readonly secret: boolean;
}

export const VARIABLE_TYPES = ['text', 'number', 'money', 'date', 'time', 'digits', 'yes_no'] as const;
export type VariableType = (typeof VARIABLE_TYPES)[number];

/** `layout` holds how far a node was moved from where it would lie by itself; of a comment, where it lies. */
export interface Flow {
  readonly name: string;
  readonly name_en: string;
  readonly start: string;
  readonly nodes: Readonly<Record<string, FlowNode>>;
  readonly idle_release: number;
  readonly returns: boolean;
  readonly variables: Readonly<Record<string, Variable>>;
  readonly otherwise: string;
  readonly star: string;
  readonly zero: string;
  readonly layout: Readonly<Record<string, readonly [number, number]>>;
  readonly notes: Readonly<Record<string, string>>;
}

export const BACK = 'back';
export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '*', '#'] as const;

export function asFlow(raw: Partial<Flow> | null | undefined): Flow {
  const given = raw ?? {};
  return {
    name: given.name ?? '',
    name_en: given.name_en ?? '',
    start: given.start ?? '',
    nodes: given.nodes ?? {},
    idle_release: given.idle_release ?? 60,
    returns: given.returns ?? false,
    variables: given.variables ?? {},
    otherwise: given.otherwise ?? '',
    star: given.star ?? '',
    zero: given.zero ?? '',
    layout: given.layout ?? {},
    notes: given.notes ?? {},
  };
}

/** One way out of a node. `id` is unique in the node, `name` is what figures and trials call it. */
export interface Exit {
  readonly id: string;
  readonly name: string;
  readonly field: string;
  readonly kind: 'exit' | 'key_map' | 'cases' | 'named_exits';
  readonly to: string;
}

export interface Line {
  readonly node: string;
  readonly exit: string;
}

export interface Case {
  readonly when: string;
  readonly to: string;
}

type Texts = Readonly<Record<string, string>>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const textsOf = (value: unknown): Texts =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, textOf(one)])) : {};

export const casesOf = (value: unknown): readonly Case[] =>
  Array.isArray(value)
    ? value.filter(isRecord).map((one) => ({ when: textOf(one.when), to: textOf(one.to) }))
    : [];

const rank = (key: string): number => {
  const at = (KEYS as readonly string[]).indexOf(key);
  return at < 0 ? KEYS.length : at;
};

export const inKeyOrder = (keys: readonly string[]): string[] =>
  [...keys].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));

function fieldExits(node: FlowNode, field: FieldShape): Exit[] {
  const of = (name: string, to: string): Exit => ({
    id: `${field.name}/${name}`,
    name,
    field: field.name,
    kind: field.kind as Exit['kind'],
    to,
  });
  if (field.kind === 'cases') return casesOf(node[field.name]).map((one, at) => of(String(at + 1), one.to));
  const texts = textsOf(node[field.name]);
  const names = field.kind === 'key_map' ? inKeyOrder(Object.keys(texts)) : Object.keys(texts);
  return names.map((name) => of(name, texts[name] ?? ''));
}

/** All of them, also those that lead nowhere; keys, cases and names before the others. */
export function exitsOf(node: FlowNode, shape: NodeShape | undefined): Exit[] {
  if (!shape) return [];
  const many = shape.fields.filter(({ kind }) => ['key_map', 'cases', 'named_exits'].includes(kind));
  return [
    ...many.flatMap((field) => fieldExits(node, field)),
    ...Object.keys(shape.exits).map((name) => ({
      id: name,
      name,
      field: name,
      kind: 'exit' as const,
      to: textOf(node[name]),
    })),
  ];
}

export function withExit(node: FlowNode, exit: Exit, to: string): FlowNode {
  if (exit.kind === 'exit') return { ...node, [exit.field]: to };
  if (exit.kind === 'cases') {
    const cases = casesOf(node[exit.field]).map((one, at) =>
      String(at + 1) === exit.name ? { ...one, to } : one,
    );
    return { ...node, [exit.field]: cases };
  }
  return { ...node, [exit.field]: { ...textsOf(node[exit.field]), [exit.name]: to } };
}

const BLANK: Readonly<Record<string, unknown>> = {
  key_map: {},
  labels: {},
  named_exits: {},
  computed: {},
  values: {},
  cases: [],
  names: [],
  switch: false,
};

export function blankNode(shape: NodeShape): FlowNode {
  const fields = shape.fields.map((field) => [
    field.name,
    field.default ?? (field.kind in BLANK ? BLANK[field.kind] : numeric(field) ? field.default : ''),
  ]);
  const exits = Object.keys(shape.exits).map((name) => [name, '']);
  return { type: shape.type, ...Object.fromEntries([...fields, ...exits]) } as FlowNode;
}

const numeric = (field: FieldShape): boolean => field.kind === 'number' || field.kind === 'seconds';

/** Where the walk goes on when nothing special happens; a line is healed along it. */
export function mainExit(node: FlowNode, shape: NodeShape | undefined): Exit | undefined {
  const exits = exitsOf(node, shape);
  const plain = exits.filter(({ kind }) => kind === 'exit');
  for (const name of ['next', 'done', 'open', 'again', 'otherwise']) {
    const found = plain.find((one) => one.name === name);
    if (found) return found;
  }
  return plain[0] ?? exits[0];
}

/** In the order of a call; what no line leads to comes last. */
export function inOrder(flow: Flow, shapes: Shapes): string[] {
  const seen = new Set<string>();
  const walk = (id: string): void => {
    const stack = [id];
    while (stack.length > 0) {
      const next = stack.pop() as string;
      const node = flow.nodes[next];
      if (!node || seen.has(next)) continue;
      seen.add(next);
      stack.push(
        ...exitsOf(node, shapes.get(node.type))
          .map(({ to }) => to)
          .reverse(),
      );
    }
  };
  for (const id of [flow.start, flow.otherwise, flow.zero, flow.star]) if (id) walk(id);
  for (const id of Object.keys(flow.nodes)) if (!seen.has(id)) seen.add(id);
  return [...seen];
}
