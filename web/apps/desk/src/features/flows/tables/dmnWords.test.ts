// @vitest-environment node
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

import zh from './dmn.zh-CN.json';
import { dmnWord } from './dmnWords';

const require = createRequire(import.meta.url);
const SAID = /translate\((?:'([^']+)'|"([^"]+)")/g;
const OFFERED = /(?:label|explanation): '([^']+)'/g;

/** Everything that the drawer of decision tables may say. */
function said(): string[] {
  const root = dirname(dirname(require.resolve('dmn-js-decision-table')));
  const found = new Set<string>();
  for (const path of readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.js')) continue;
    const text = readFileSync(join(root, 'lib', path), 'utf8');
    for (const [, one, other] of text.matchAll(SAID)) found.add(one ?? other ?? '');
    if (path.endsWith('HitPolicies.js')) for (const [, one] of text.matchAll(OFFERED)) found.add(one ?? '');
  }
  return [...found];
}

describe('the words of decision tables', () => {
  it('are known in Chinese, every one that the library may say', () => {
    const all = said();
    expect(all.length).toBeGreaterThan(80);
    expect(all.filter((one) => !(one in zh))).toEqual([]);
  });

  it('take their values', () => {
    const values = { expressionLanguageLabel: 'FEEL' };
    const words = 'Expression language: {expressionLanguageLabel}';
    expect(dmnWord('zh-CN', words, values)).toBe('表达式语言：FEEL');
    expect(dmnWord('en', words, values)).toBe('Expression language: FEEL');
    expect(dmnWord('zh-CN', 'something new')).toBe('something new');
  });
});
