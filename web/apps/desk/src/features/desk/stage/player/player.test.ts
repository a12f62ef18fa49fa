import type { Peaks } from '@lingtong/client';
import { describe, expect, it } from 'vitest';

import { bandOf } from './band';
import { silentUntil } from './silence';

const peaks = (values: number[]): Peaks => ({
  duration: values.length / 10,
  rate: 10,
  channels: [values, values.map(() => 0)],
});

describe('silence', () => {
  it('is passed over up to just before the next word', () => {
    const sound = peaks([
      ...Array<number>(10).fill(0.5),
      ...Array<number>(40).fill(0),
      ...Array<number>(10).fill(0.5),
    ]);
    expect(silentUntil(sound, 1)).toBeCloseTo(4.7);
  });

  it('is heard while it is only a breath, and where one of both speaks', () => {
    expect(silentUntil(peaks([...Array<number>(12).fill(0), 0.5]), 0)).toBe(0);
    const other = {
      ...peaks(Array<number>(60).fill(0)),
      channels: [Array<number>(60).fill(0), Array<number>(60).fill(0.4)],
    };
    expect(silentUntil(other, 0)).toBe(0);
  });
});

describe('the band of segments', () => {
  const segment = (kind: string, at: number, until: number) => ({ kind, at, until, agent: '', queue: '' });

  it('begins with the recording: what was before is named and takes no place', () => {
    const found = bandOf(
      [segment('menu', -12, -4), segment('queue', -4, 0), segment('talk', 0, 60), segment('hold', 60, 80)],
      80,
    );
    expect(found.before.map(({ kind }) => kind)).toEqual(['menu', 'queue']);
    expect(found.inside.map(({ kind, left, width }) => [kind, left, width])).toEqual([
      ['talk', 0, 75],
      ['hold', 75, 25],
    ]);
  });

  it('cuts what goes on after the file has ended', () => {
    expect(bandOf([segment('talk', 10, 200)], 100).inside).toMatchObject([{ left: 10, width: 90 }]);
  });
});
