import {
  computed,
  inject,
  provide,
  ref,
  shallowRef,
  type ComputedRef,
  type InjectionKey,
  type Ref,
} from 'vue';

import { asFlow, exitsOf, inOrder, type Exit, type Flow, type FlowNode, type Line } from './model/flow';
import * as edits from './model/edit';
import { copied, pasted } from './model/copy';
import { history } from './model/history';
import type { NodeShape, Palette, Shapes } from './model/shapes';

/** The flow that stands on the screen, what is chosen in it, and every way to change it. */
export interface Editor {
  readonly flow: Readonly<Ref<Flow>>;
  readonly shapes: Ref<Shapes>;
  /** Words of findings that are not the product's own, by code. */
  readonly findings: Ref<Palette['findings']>;
  readonly locked: Ref<boolean>;
  readonly chosen: Ref<readonly string[]>;
  readonly current: ComputedRef<string>;
  readonly node: ComputedRef<FlowNode | undefined>;
  readonly shape: ComputedRef<NodeShape | undefined>;
  readonly order: ComputedRef<readonly string[]>;
  readonly canUndo: ComputedRef<boolean>;
  readonly canRedo: ComputedRef<boolean>;
  /** A node that shall be brought into view; the number makes a second wish for the same one count. */
  readonly wanted: Ref<{ readonly id: string; readonly field: string; readonly at: number }>;
  begin(flow: Partial<Flow> | null): void;
  change(next: Flow, what?: string): void;
  patch(values: Partial<Flow>, what?: string): void;
  setNode(id: string, node: FlowNode, what?: string): void;
  setField(name: string, value: unknown): void;
  exits(id: string): readonly Exit[];
  choose(...ids: readonly string[]): void;
  jump(id: string, field?: string): void;
  add(shape: NodeShape): string;
  insert(line: Line, shape: NodeShape): string;
  insertFirst(shape: NodeShape): string;
  connect(line: Line, to: string): void;
  remove(ids?: readonly string[]): void;
  rename(from: string, to: string): boolean;
  copy(): string;
  paste(text: string): boolean;
  undo(): void;
  redo(): void;
}

const KEY: InjectionKey<Editor> = Symbol('flow editor');

export function makeEditor(): Editor {
  const steps = history<Flow>(asFlow(null));
  const shapes = shallowRef<Shapes>(new Map());
  const findings = shallowRef<Palette['findings']>({});
  const chosen = shallowRef<readonly string[]>([]);
  const wanted = shallowRef({ id: '', field: '', at: 0 });
  const locked = ref(false);
  const current = computed(() => (chosen.value.length === 1 ? (chosen.value[0] ?? '') : ''));
  const node = computed(() => steps.now.value.nodes[current.value]);
  const only = (ids: readonly string[]): void => {
    if (ids.join('\n') !== chosen.value.join('\n')) chosen.value = ids;
  };
  const change = (next: Flow, what = ''): void => {
    if (!locked.value) steps.step(next, what);
    only(chosen.value.filter((id) => id in steps.now.value.nodes));
  };
  const made = (one: { flow: Flow; id: string }): string => {
    if (locked.value) return '';
    change(one.flow);
    jump(one.id);
    return one.id;
  };
  const jump = (id: string, field = ''): void => {
    if (id in steps.now.value.nodes) only([id]);
    else if (id === '') only([]);
    wanted.value = { id, field, at: wanted.value.at + 1 };
  };
  const exits = remembered();
  const setNode = (id: string, next: FlowNode, what = ''): void =>
    change(edits.withNode(steps.now.value, id, next), what);
  return {
    flow: steps.now,
    shapes,
    findings,
    locked,
    chosen,
    current,
    node,
    shape: computed(() => (node.value ? shapes.value.get(node.value.type) : undefined)),
    order: computed(() => inOrder(steps.now.value, shapes.value)),
    canUndo: computed(() => steps.canUndo.value && !locked.value),
    canRedo: computed(() => steps.canRedo.value && !locked.value),
    wanted,
    begin: (flow) => {
      steps.begin(asFlow(flow));
      only(chosen.value.filter((id) => id in steps.now.value.nodes));
    },
    change,
    patch: (values, what = '') => change({ ...steps.now.value, ...values }, what),
    setNode,
    setField: (name, value) => {
      if (node.value) setNode(current.value, { ...node.value, [name]: value }, `${current.value}.${name}`);
    },
    exits: (id) => {
      const one = steps.now.value.nodes[id];
      return one ? exits(one, shapes.value) : NONE;
    },
    choose: (...ids) => only(ids),
    jump,
    add: (shape) => made(edits.add(steps.now.value, shape)),
    insert: (line, shape) => made(edits.insertOn(steps.now.value, shapes.value, line, shape)),
    insertFirst: (shape) => made(edits.insertFirst(steps.now.value, shapes.value, shape)),
    connect: (line, to) => change(edits.connect(steps.now.value, shapes.value, line, to)),
    remove: (ids = chosen.value) => change(edits.remove(steps.now.value, shapes.value, ids)),
    rename: (from, to) => {
      const next = edits.rename(steps.now.value, shapes.value, from, to);
      if (next === steps.now.value) return false;
      change(next);
      only([to]);
      return true;
    },
    copy: () => copied(steps.now.value, chosen.value),
    paste: (text) => {
      const next = locked.value ? null : pasted(steps.now.value, shapes.value, text);
      if (!next) return false;
      change(next.flow);
      only(next.ids);
      wanted.value = { id: next.ids[0] ?? '', field: '', at: wanted.value.at + 1 };
      return true;
    },
    undo: () => locked.value || steps.undo(),
    redo: () => locked.value || steps.redo(),
  };
}

export const provideEditor = (editor: Editor): void => provide(KEY, editor);

export function useEditor(): Editor {
  const found = inject(KEY);
  if (!found) throw new Error('no flow editor around');
  return found;
}

const NONE: readonly Exit[] = [];

/** A node that did not change has the same exits, as one and the same list: nothing is drawn anew for it. */
function remembered(): (node: FlowNode, shapes: Shapes) => readonly Exit[] {
  let of: Shapes | null = null;
  let known = new WeakMap<FlowNode, readonly Exit[]>();
  return (node, shapes) => {
    if (of !== shapes) [of, known] = [shapes, new WeakMap()];
    const found = known.get(node) ?? exitsOf(node, shapes.get(node.type));
    known.set(node, found);
    return found;
  };
}
