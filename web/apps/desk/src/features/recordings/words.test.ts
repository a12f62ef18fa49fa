// @vitest-environment node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import desk from '../desk/words/en.json';
import { RESULTS } from './filters';
import own from './words/en.json';

const root = fileURLToPath(new URL('../../../../../../lingtong/interactions/', import.meta.url));

/** How the server says that an interaction may end. */
function results(): string[] {
  const after = readFileSync(root + 'events.py', 'utf8').split('class InteractionEnded(')[1] ?? '';
  const inside = / {4}result: Literal\[(.*?)\]/s.exec(after)?.[1] ?? '';
  return [...inside.matchAll(/"(\w+)"/g)].map(([, name = '']) => name);
}

/** Messages and surveys as steps of an interaction. */
const steps = (): string[] =>
  [...readFileSync(root + 'message_events.py', 'utf8').matchAll(/tag="([a-z_.]+)"/g)].map(
    ([, tag = '']) => tag,
  );

describe('the words of records', () => {
  it('offer and name every way in which an interaction ends', () => {
    expect(results().length).toBeGreaterThan(5);
    expect([...RESULTS].sort()).toEqual(results().sort());
    expect(RESULTS.filter((one) => !(`result_${one}` in own))).toEqual([]);
    expect(RESULTS.filter((one) => one !== 'handled' && !(one in desk.result))).toEqual([]);
  });

  it('name every step of messages and surveys', () => {
    expect(steps().length).toBeGreaterThan(3);
    expect(steps().filter((kind) => !(kind.replaceAll('.', '_') in desk.step))).toEqual([]);
  });
});
