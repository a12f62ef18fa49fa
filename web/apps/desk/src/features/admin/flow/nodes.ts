import { recordOf, textOf, type Field, type Json, type Values } from '../form/fields';

/** A node of a flow, described like a resource: its own fields, and its exits, all of them. */
export type NodeType =
  'answer' | 'play' | 'menu' | 'hours' | 'set' | 'queue' | 'callback' | 'transfer' | 'hang_up';

export interface NodeShape {
  /** Names of the fields that lead on. A menu has more: one for each key. */
  readonly exits: readonly string[];
  /** Names of the fields that hold a prompt. */
  readonly prompts: readonly string[];
  readonly fields: readonly Field[];
}

const PHONE_NUMBER = /^\+?[0-9*#]{2,24}$/;
const PROMPT = /^[a-z0-9][a-z0-9_-]*$/i;

const prompt = (name: string, standard = ''): Field => ({
  kind: 'text',
  name,
  required: true,
  standard,
  pattern: PROMPT,
  hint: 'prompt',
});

export const NODES: Readonly<Record<NodeType, NodeShape>> = {
  answer: { exits: ['next'], prompts: [], fields: [] },
  play: { exits: ['next'], prompts: ['prompt'], fields: [prompt('prompt')] },
  menu: {
    exits: ['otherwise'],
    prompts: ['prompt', 'wrong_prompt', 'silent_prompt'],
    fields: [
      prompt('prompt'),
      { kind: 'number', name: 'wait', unit: 'seconds', min: 1, max: 60, standard: 6 },
      { kind: 'number', name: 'tries', min: 1, max: 10, standard: 3 },
      prompt('wrong_prompt', 'wrong_key'),
      prompt('silent_prompt', 'no_key'),
    ],
  },
  hours: {
    exits: ['open', 'closed'],
    prompts: [],
    fields: [{ kind: 'link', name: 'calendar_id', to: 'calendars', required: true }],
  },
  set: { exits: ['next'], prompts: [], fields: [] },
  queue: {
    exits: [],
    prompts: [],
    fields: [
      { kind: 'link', name: 'queue_id', to: 'queues', required: true },
      { kind: 'number', name: 'priority', min: 0, max: 100, standard: 0 },
    ],
  },
  callback: {
    exits: ['next'],
    prompts: [],
    fields: [
      { kind: 'link', name: 'queue_id', to: 'queues', required: true },
      { kind: 'number', name: 'priority', min: 0, max: 100, standard: 0 },
    ],
  },
  transfer: {
    exits: ['failed'],
    prompts: [],
    fields: [
      { kind: 'text', name: 'number', required: true, pattern: PHONE_NUMBER, hint: 'dialed' },
      { kind: 'number', name: 'ring_for', unit: 'seconds', min: 5, max: 180, standard: 30 },
    ],
  },
  hang_up: { exits: [], prompts: ['prompt'], fields: [prompt('prompt', 'goodbye')] },
};

export const NODE_TYPES = Object.keys(NODES) as NodeType[];
export const MENU_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '*', '#'] as const;

export const typeOf = (node: Values): NodeType =>
  textOf(node.type) in NODES ? (textOf(node.type) as NodeType) : 'hang_up';

export interface Exit {
  /** `next`, `open`, …, or `keys.1` for a menu's key. */
  readonly path: string;
  readonly to: string;
}

export function exitsOf(node: Values): Exit[] {
  const keys = Object.entries(recordOf(node.keys)).sort(([a], [b]) => keyRank(a) - keyRank(b));
  return [
    ...keys.map(([key, to]) => ({ path: `keys.${key}`, to: textOf(to) })),
    ...NODES[typeOf(node)].exits.map((path) => ({ path, to: textOf(node[path]) })),
  ];
}

const keyRank = (key: string): number => (MENU_KEYS as readonly string[]).indexOf(key);

export const nodesOf = (flow: Values): Readonly<Record<string, Values>> =>
  recordOf(flow.nodes) as Record<string, Values>;

/** A new node with everything that its type asks for. */
export function newNode(type: NodeType): Values {
  const { fields, exits } = NODES[type];
  const values: Record<string, Json> = { type };
  for (const field of fields) values[field.name] = field.standard ?? '';
  for (const exit of exits) values[exit] = '';
  if (type === 'menu') Object.assign(values, { keys: {}, labels: {} });
  if (type === 'set') values.values = {};
  return values;
}

/** A name for a new node that no other node has: `menu`, `menu-2`, … */
export function freeName(nodes: Readonly<Record<string, Values>>, type: NodeType): string {
  if (!(type in nodes)) return type;
  let count = 2;
  while (`${type}-${count}` in nodes) count += 1;
  return `${type}-${count}`;
}

/** Leads an exit elsewhere. */
export function lead(node: Values, path: string, to: string): Values {
  if (!path.startsWith('keys.')) return { ...node, [path]: to };
  return { ...node, keys: { ...recordOf(node.keys), [path.slice(5)]: to } };
}

/**
 * Takes a node out and heals the lines: what led to it leads where its first exit led.
 * A removed start hands the start on.
 */
export function without(flow: Values, name: string): Values {
  const nodes = nodesOf(flow);
  const gone = nodes[name];
  if (!gone) return flow;
  const next = exitsOf(gone).find((exit) => exit.to !== '' && exit.to !== name)?.to ?? '';
  const kept: Record<string, Values> = {};
  for (const [other, node] of Object.entries(nodes)) {
    if (other === name) continue;
    const led = exitsOf(node).filter((exit) => exit.to === name);
    kept[other] = led.reduce((changed, exit) => lead(changed, exit.path, next), node);
  }
  const start = flow.start === name ? next || (Object.keys(kept)[0] ?? '') : (flow.start ?? '');
  return { ...flow, nodes: kept, start };
}

/** Puts a new node into a line: the exit leads to it, and its own first exit leads where the line led. */
export function insert(
  flow: Values,
  from: string,
  path: string,
  type: NodeType,
): { flow: Values; name: string } {
  const nodes = nodesOf(flow);
  const name = freeName(nodes, type);
  const source = nodes[from];
  const before = source ? (exitsOf(source).find((exit) => exit.path === path)?.to ?? '') : '';
  const first = NODES[type].exits[0];
  const made = first ? { ...newNode(type), [first]: before } : newNode(type);
  const changed = source ? { [from]: lead(source, path, name) } : {};
  return { flow: { ...flow, nodes: { ...nodes, ...changed, [name]: made } }, name };
}
