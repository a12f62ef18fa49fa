import { expect, test } from 'vitest';

import { stateOf, type Engine } from './state';

const engine: Engine = { node: 'node-1', pid: 7, since: '2026-11-22T03:00:00Z', generation: 2, behind: 0 };

test.each([
  ['none', true, { active: null, standbys: [engine], expected: false }],
  ['safe', false, { active: engine, standbys: [engine], expected: true }],
  ['missing', true, { active: engine, standbys: [], expected: true }],
  ['alone', false, { active: engine, standbys: [], expected: false }],
])('%s', (words, bad, system) => {
  expect(stateOf(system)).toEqual({ words, bad });
});
