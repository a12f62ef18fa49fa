import { describe, expect, it } from 'vitest';

import type { Values } from '../form/fields';
import { findings, reach } from './checks';
import { BOX, draw } from './drawing';
import { exitsOf, freeName, insert, newNode, NODE_TYPES, nodesOf, without } from './nodes';

const flow: Values = {
  id: 'f1',
  name: '主菜单',
  start: 'answer',
  nodes: {
    answer: { type: 'answer', next: 'hours' },
    hours: { type: 'hours', calendar_id: 'c1', open: 'main', closed: 'bye' },
    main: {
      type: 'menu',
      prompt: 'main_menu',
      keys: { '9': 'english', '1': 'fault' },
      wait: 6,
      tries: 3,
      wrong_prompt: 'wrong_key',
      silent_prompt: 'no_key',
      otherwise: 'fault',
    },
    english: { type: 'set', values: { language: 'en' }, next: 'main' },
    fault: { type: 'queue', queue_id: 'q1', priority: 0 },
    bye: { type: 'hang_up', prompt: 'goodbye' },
  },
};
const nodes = nodesOf(flow);

describe('exits', () => {
  it('are all shown, keys in the order of the keypad', () => {
    expect(exitsOf(nodes.main ?? {}).map(({ path }) => path)).toEqual(['keys.1', 'keys.9', 'otherwise']);
    expect(exitsOf(nodes.fault ?? {})).toEqual([]);
  });

  it('are all there on a new node of every type', () => {
    for (const type of NODE_TYPES) expect(exitsOf(newNode(type)).every(({ to }) => to === '')).toBe(true);
  });
});

describe('editing', () => {
  it('heals the lines around a node that is taken out', () => {
    const healed = nodesOf(without(flow, 'hours'));
    expect(healed.answer?.next).toBe('main');
    expect(healed).not.toHaveProperty('hours');
  });

  it('hands the start on', () => {
    expect(without(flow, 'answer').start).toBe('hours');
  });

  it('does not lead a healed line into the node that is gone', () => {
    const looped = {
      start: 'a',
      nodes: { a: { type: 'play', prompt: 'x', next: 'b' }, b: { type: 'play', prompt: 'y', next: 'b' } },
    };
    expect(nodesOf(without(looped, 'b')).a?.next).toBe('');
  });

  it('inserts into a line', () => {
    const { flow: longer, name } = insert(flow, 'main', 'keys.1', 'play');
    expect(exitsOf(nodesOf(longer).main ?? {})[0]).toEqual({ path: 'keys.1', to: name });
    expect(nodesOf(longer)[name]?.next).toBe('fault');
  });

  it('finds a free name', () => {
    expect(freeName(nodes, 'menu')).toBe('menu');
    expect(freeName({ menu: {}, 'menu-2': {} }, 'menu')).toBe('menu-3');
  });
});

describe('checks', () => {
  it('find nothing to refuse in a whole flow', () => {
    expect(findings(flow, null)).toEqual([]);
  });

  it('find a lost start, a lost exit and a node out of reach', () => {
    const broken = {
      ...flow,
      start: 'nowhere',
      nodes: { ...nodes, main: { ...nodes.main, otherwise: 'gone' } },
    };
    const keys = findings(broken, null).map(({ node, key }) => `${node}:${key}`);
    expect(keys).toContain(':no_start');
    expect(keys).toContain('main:gone');
    expect(keys).toContain('answer:out_of_reach');
  });

  it('warn of a prompt that one language lacks', () => {
    const prompts = ['main_menu', 'wrong_key', 'no_key', 'goodbye'].flatMap((name) => [
      { name, language: 'zh' },
      ...(name === 'main_menu' ? [] : [{ name, language: 'en' }]),
    ]);
    expect(findings(flow, prompts)).toMatchObject([
      { node: 'main', key: 'prompt_missing', params: { prompt: 'main_menu', language: 'en' } },
    ]);
  });

  it('ask for keys, calendars and queues', () => {
    const empty = {
      start: 'menu',
      nodes: { menu: { ...newNode('menu'), otherwise: 'queue' }, queue: newNode('queue') },
    };
    const found = findings(empty, null).map(({ node, path }) => `${node}.${path}`);
    expect(found).toEqual(['menu.keys', 'menu.prompt', 'queue.queue_id']);
  });

  it('walk loops only once', () => {
    expect([...reach(nodes, 'answer')].sort()).toEqual(Object.keys(nodes).sort());
  });
});

describe('the drawing', () => {
  const drawing = draw(nodes, 'answer');

  it('shows every node once, no two in one place', () => {
    expect(drawing.boxes.map(({ name }) => name).sort()).toEqual(Object.keys(nodes).sort());
    expect(new Set(drawing.boxes.map(({ x, y }) => `${x},${y}`)).size).toBe(drawing.boxes.length);
  });

  it('shows every exit, and which ones lead back', () => {
    expect(drawing.lines).toHaveLength(7);
    expect(drawing.lines.filter(({ back }) => back).map(({ from, to }) => `${from}-${to}`)).toEqual([
      'english-main',
    ]);
  });

  it('holds everything inside its edges', () => {
    expect(
      drawing.boxes.every(
        ({ x, y }) => x >= 0 && y >= 0 && x + BOX.width <= drawing.width && y + BOX.height <= drawing.height,
      ),
    ).toBe(true);
  });
});
