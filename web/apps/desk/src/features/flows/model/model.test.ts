import { describe, expect, it } from 'vitest';

import { copied, pasted, readCopied } from './copy';
import { difference, isSame } from './diff';
import { add, connect, freeId, insertFirst, insertOn, remove, rename, tidied } from './edit';
import { asFlow, blankNode, exitsOf, inOrder, mainExit, type Flow } from './flow';
import { history, MOST_STEPS } from './history';
import { detour, graphOf, middleOf, pathThrough, sizeOf } from './layout';
import { found } from './search';
import type { FieldShape, NodeShape, Shapes } from './shapes';
import { suggestions } from './complete';

const field = (name: string, kind: string, value: unknown = ''): FieldShape => ({
  name,
  kind,
  words: { zh: name, en: name },
  default: value,
  needed: false,
  more: false,
  least: null,
  most: null,
  choices: {},
  names: '',
});
const shape = (type: string, fields: readonly FieldShape[], exits: readonly string[]): NodeShape => ({
  type,
  group: 'speak',
  words: { zh: type, en: type },
  fields,
  exits: Object.fromEntries(exits.map((exit) => [exit, { zh: exit, en: exit }])),
  leads_away: false,
});
const shapes: Shapes = new Map(
  [
    shape('play', [field('prompt', 'prompt')], ['next']),
    shape(
      'menu',
      [field('prompt', 'prompt'), field('keys', 'key_map', null), field('labels', 'labels', {})],
      ['otherwise'],
    ),
    shape('branch', [field('cases', 'cases', null)], ['otherwise']),
    shape('hours', [field('calendar_id', 'calendar')], ['open', 'closed']),
    shape('region', [field('regions', 'named_exits', null)], ['otherwise']),
    shape('hang_up', [field('prompt', 'word', 'goodbye')], []),
  ].map((one) => [one.type, one]),
);
const of = (type: string): NodeShape => shapes.get(type) as NodeShape;
const flow: Flow = asFlow({
  name: 'Main',
  start: 'hello',
  otherwise: 'bye',
  star: 'back',
  zero: 'menu',
  variables: { account: { type: 'digits', start: '', secret: false } },
  nodes: {
    hello: { type: 'play', prompt: 'welcome', next: 'hours' },
    hours: { type: 'hours', calendar_id: 'c1', open: 'menu', closed: 'bye' },
    menu: {
      type: 'menu',
      prompt: 'main',
      keys: { '0': 'bye', '1': 'branch', '#': '' },
      labels: { '1': 'Bill' },
      otherwise: 'hello',
    },
    branch: { type: 'branch', cases: [{ when: 'account == "1"', to: 'bye' }], otherwise: '' },
    bye: { type: 'hang_up', prompt: 'goodbye' },
  },
  notes: { menu: 'ask less' },
  layout: { menu: [10, 20], 'note-1': [0, 0] },
});

describe('exits', () => {
  it('are all shown: keys as on a telephone, cases by number, then the others', () => {
    const names = (id: string) =>
      exitsOf(flow.nodes[id] ?? { type: '' }, shapes.get(flow.nodes[id]?.type ?? '')).map(
        ({ id: exit }) => exit,
      );
    expect(names('menu')).toEqual(['keys/1', 'keys/0', 'keys/#', 'otherwise']);
    expect(names('branch')).toEqual(['cases/1', 'otherwise']);
    expect(names('bye')).toEqual([]);
  });

  it('of a new node lead nowhere yet, and its fields have their defaults', () => {
    expect(blankNode(of('menu'))).toEqual({ type: 'menu', prompt: '', keys: {}, labels: {}, otherwise: '' });
    expect(blankNode(of('hang_up'))).toEqual({ type: 'hang_up', prompt: 'goodbye' });
  });

  it('have one by which the walk goes on when nothing special happens', () => {
    expect(mainExit(flow.nodes.hours ?? { type: '' }, of('hours'))?.id).toBe('open');
  });
});

describe('editing', () => {
  it('inserts on a line of any kind, and the line goes on where it led', () => {
    const key = insertOn(flow, shapes, { node: 'menu', exit: 'keys/1' }, of('play'));
    expect(key.flow.nodes.menu?.keys).toEqual({ '0': 'bye', '1': 'play', '#': '' });
    expect(key.flow.nodes.play?.next).toBe('branch');
    const one = insertOn(flow, shapes, { node: 'branch', exit: 'cases/1' }, of('hours'));
    expect(one.flow.nodes.branch?.cases).toEqual([{ when: 'account == "1"', to: 'hours-2' }]);
    expect(one.flow.nodes['hours-2']).toMatchObject({ open: 'bye', closed: '' });
  });

  it('puts a first node in front of everything, and the very first becomes the start', () => {
    expect(insertFirst(flow, shapes, of('play')).flow).toMatchObject({
      start: 'play',
      nodes: { play: { next: 'hello' } },
    });
    expect(add(asFlow(null), of('play')).flow.start).toBe('play');
  });

  it('heals every line around what is taken out', () => {
    const healed = remove(flow, shapes, ['hours']);
    expect(healed.nodes.hello?.next).toBe('menu');
    expect(remove(flow, shapes, ['hello']).start).toBe('hours');
    expect(remove(flow, shapes, ['hello']).nodes.menu?.otherwise).toBe('hours');
  });

  it('heals over several nodes at once, and leads nowhere rather than in a circle', () => {
    const healed = remove(flow, shapes, ['hours', 'menu', 'bye']);
    expect(healed.nodes.hello?.next).toBe('');
    expect(healed).toMatchObject({
      otherwise: '',
      zero: '',
      star: 'back',
      notes: {},
      layout: { 'note-1': [0, 0] },
    });
  });

  it('never leaves a line to a node that is gone, whatever is taken out', () => {
    const ids = Object.keys(flow.nodes);
    for (let mask = 0; mask < 2 ** ids.length; mask += 1) {
      const left = remove(
        flow,
        shapes,
        ids.filter((_, at) => mask & (1 << at)),
      );
      const ends = Object.values(left.nodes).flatMap((node) =>
        exitsOf(node, shapes.get(node.type)).map(({ to }) => to),
      );
      expect(
        [...ends, left.start, left.otherwise, left.zero].filter((to) => to !== '' && !(to in left.nodes)),
      ).toEqual([]);
    }
  });

  it('renames a node wherever it is named, and refuses a name that is taken or none', () => {
    const named = rename(flow, shapes, 'bye', 'end');
    expect(named.nodes.branch?.cases).toEqual([{ when: 'account == "1"', to: 'end' }]);
    expect(named).toMatchObject({ otherwise: 'end', nodes: { hours: { closed: 'end' } } });
    expect(rename(flow, shapes, 'bye', 'menu')).toBe(flow);
    expect(rename(flow, shapes, 'bye', 'two words')).toBe(flow);
  });

  it('connects, finds free names and tidies what was moved, but not the comments', () => {
    expect(connect(flow, shapes, { node: 'branch', exit: 'otherwise' }, 'menu').nodes.branch?.otherwise).toBe(
      'menu',
    );
    expect(connect(flow, shapes, { node: 'branch', exit: 'nothing' }, 'menu')).toBe(flow);
    expect(freeId({ play: 1, 'play-2': 1 }, 'play-2')).toBe('play-3');
    expect(tidied(flow).layout).toEqual({ 'note-1': [0, 0] });
  });

  it('shows the nodes in the order of a call', () => {
    expect(inOrder(flow, shapes)).toEqual(['hello', 'hours', 'menu', 'branch', 'bye']);
  });
});

describe('copies', () => {
  it('keep lines among themselves, bring their variables, and drop lines that lead to nothing here', () => {
    const text = copied(flow, ['menu', 'branch']);
    const there = pasted(
      asFlow({ name: 'Other', nodes: { menu: { type: 'menu', keys: {}, otherwise: '' } } }),
      shapes,
      text,
    );
    expect(there?.ids).toEqual(['menu-2', 'branch']);
    expect(there?.flow.nodes['menu-2']?.keys).toEqual({ '0': '', '1': 'branch', '#': '' });
    expect(there?.flow.variables).toHaveProperty('account');
    expect(there?.flow.notes).toEqual({ 'menu-2': 'ask less' });
  });

  it('in the same flow lead where the originals lead', () => {
    expect(pasted(flow, shapes, copied(flow, ['branch']))?.flow.nodes['branch-2']).toMatchObject({
      cases: [{ to: 'bye' }],
    });
  });

  it('are not taken from any other text', () => {
    expect(readCopied('hello')).toBeNull();
    expect(readCopied('{"kind":"lingtong-flow-nodes","nodes":{"a":3}}')).toBeNull();
    expect(
      pasted(flow, shapes, '{"kind":"lingtong-flow-nodes","nodes":{"a":{"type":"unheard"}}}'),
    ).toBeNull();
  });
});

describe('undo', () => {
  it('goes back a hundred steps and forth again', () => {
    const steps = history(0, () => 0);
    for (let at = 1; at <= MOST_STEPS + 20; at += 1) steps.step(at);
    let count = 0;
    while (steps.canUndo.value) [count] = [count + 1, steps.undo()];
    expect([count, steps.now.value]).toEqual([MOST_STEPS, 20]);
    steps.redo();
    expect(steps.now.value).toBe(21);
    steps.step(5);
    expect(steps.canRedo.value).toBe(false);
  });

  it('takes what is typed in one field as one step, unless one stops to think', () => {
    let now = 0;
    const steps = history('', () => now);
    for (const text of ['a', 'ab', 'abc']) steps.step(text, 'name');
    now = 10_000;
    steps.step('abcd', 'name');
    steps.undo();
    expect(steps.now.value).toBe('abc');
    steps.undo();
    expect(steps.now.value).toBe('');
  });
});

describe('differences', () => {
  it('name nodes, their fields and the fields of the flow', () => {
    const other = { ...rename(remove(flow, shapes, ['branch']), shapes, 'bye', 'end'), zero: '' };
    const told = difference(flow, other);
    expect(told).toMatchObject({ added: ['end'], removed: ['branch', 'bye'] });
    expect(told.changed.map(({ node }) => node)).toEqual(['hours', 'menu']);
    expect(told.flow.map(({ name }) => name)).toEqual(['otherwise', 'zero']);
  });

  it('are none where only the place or the order of keys differs', () => {
    const moved = {
      ...flow,
      layout: {},
      nodes: { ...flow.nodes, bye: { prompt: 'goodbye', type: 'hang_up' } },
    };
    expect(isSame(difference(flow, moved))).toBe(true);
  });
});

describe('the drawing', () => {
  it('gives every exit a place of its own at the lower edge', () => {
    const graph = graphOf(flow, shapes, inOrder(flow, shapes));
    const menu = graph.children?.find(({ id }) => id === 'menu');
    const out = menu?.ports?.slice(1).map(({ x }) => x ?? 0) ?? [];
    expect(new Set(out).size).toBe(4);
    expect(out.every((x) => x > 0 && x < sizeOf(4).width)).toBe(true);
    expect(graph.edges?.map(({ id }) => id)).toContain('menu|keys/1');
    expect(graph.edges?.map(({ id }) => id)).not.toContain('menu|keys/#');
  });

  it('leads a line that goes back around the nodes, and rounds its corners', () => {
    const back = detour({ x: 0, y: 100 }, { x: 0, y: 0 });
    expect(back.some(({ x }) => x > 100)).toBe(true);
    expect(pathThrough(back)).toContain('Q');
    expect(
      middleOf([
        { x: 0, y: 0 },
        { x: 0, y: 100 },
      ]),
    ).toEqual({ x: 0, y: 50 });
  });
});

describe('finding and completing', () => {
  it('finds a node by its name, what it says and what stands in its fields', () => {
    expect([...found(flow, 'ACCOUNT', () => '')]).toEqual(['branch']);
    expect([...found(flow, 'ask less', () => '')]).toEqual(['menu']);
    expect(found(flow, ' ', () => '').size).toBe(0);
  });

  it('offers variables inside braces of a template, and everywhere in an expression', () => {
    expect(suggestions('to {acc', 7, 'template', ['account'])?.words).toEqual(['account']);
    expect(suggestions('to acc', 6, 'template', ['account'])).toBeNull();
    expect(suggestions('x {{acc', 7, 'template', ['account'])).toBeNull();
    expect(suggestions('acc', 3, 'expression', ['account'])).toEqual({ from: 0, words: ['account'] });
    expect(suggestions('"acc', 4, 'expression', ['account'])).toBeNull();
  });
});
