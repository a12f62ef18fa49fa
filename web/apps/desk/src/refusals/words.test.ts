// @vitest-environment node
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import en from './words/en.json';

const root = fileURLToPath(new URL('../../../../../lingtong/', import.meta.url));
/** Refusals of the command line and of starting up: nobody meets them in a browser. */
const NOT_IN_A_BROWSER =
  /^(audit|backup|restore|certificate|cli|database|engine|http|metrics|pack|secrets|settings|switch|up)\./;

function codes(): string[] {
  const found = new Set<string>();
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  for (const path of files.filter((name) => name.endsWith('.py') && !name.includes('tests/'))) {
    const text = readFileSync(root + path, 'utf8');
    for (const [, code] of text.matchAll(/^ {4}code = "([a-z_.]+)"$/gm)) if (code) found.add(code);
  }
  return [...found].filter((code) => !NOT_IN_A_BROWSER.test(code)).sort();
}

describe('the words of refusals', () => {
  it('know every code that the server may say', () => {
    const all = codes();
    expect(all.length).toBeGreaterThan(40);
    expect(all.filter((code) => !(code.replaceAll('.', '_') in en))).toEqual([]);
  });
});
