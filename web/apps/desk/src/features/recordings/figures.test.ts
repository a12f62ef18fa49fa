import { bytes } from '@lingtong/ui';
import { describe, expect, it } from 'vitest';

import { sorted, span, total, type Figure } from './figures';

const row = (key: string, files: number, more: Partial<Figure> = {}): Figure => ({
  key,
  name: key,
  files,
  seconds: files * 60,
  bytes: files * 1_000_000,
  removed: 0,
  failed: 0,
  incomplete: 0,
  ...more,
});

describe('figures about recordings', () => {
  it('begins with a whole day and ends now', () => {
    const now = new Date(2026, 10, 22, 15, 30);
    const asked = new URLSearchParams(span(7, now));
    expect(new Date(asked.get('from') ?? '')).toEqual(new Date(2026, 10, 16));
    expect(new Date(asked.get('to') ?? '')).toEqual(now);
  });

  it('puts the newest day first, from the first with a file on, and the most files first otherwise', () => {
    const rows = [row('-', 0), row('a', 1), row('b', 0), row('c', 5)];
    expect(sorted('day', rows).map(({ key }) => key)).toEqual(['c', 'b', 'a']);
    expect(sorted('queue', rows).map(({ key }) => key)).toEqual(['c', 'a']);
  });

  it('sums up, with sizes as disks are sold', () => {
    const sums = total([row('flac', 2), row('', 1, { failed: 1, incomplete: 1 })]);
    expect(sums).toEqual({ files: 3, seconds: 180, bytes: 3_000_000, removed: 0, failed: 1, incomplete: 1 });
    expect(bytes(sums.bytes)).toBe('3.0 MB');
  });
});
