import { describe, expect, it } from 'vitest';

import { SpeechWatch, dbfs } from './level';

const talk = (at: number, change: Partial<Parameters<SpeechWatch['look']>[0]> = {}) => ({
  at,
  mine: -30,
  theirs: -90,
  muted: false,
  packets: true,
  ...change,
});

function watched(seconds: number, change: Partial<Parameters<SpeechWatch['look']>[0]>) {
  const watch = new SpeechWatch();
  return Array.from({ length: seconds + 1 }, (_, at) => watch.look(talk(at, change))).at(-1);
}

describe('the watch over a talk', () => {
  it('says nothing while both sides are heard', () => expect(watched(60, { theirs: -30 })).toBeNull());
  it('tells a dead microphone after 8 s of the customer speaking', () => {
    expect(watched(7, { mine: -100, theirs: -30 })).toBeNull();
    expect(watched(8, { mine: -100, theirs: -30 })).toBe('silent');
  });
  it('lets an agent listen in silence', () => expect(watched(60, { mine: -55, theirs: -30 })).toBeNull());
  it('tells of speaking while muted', () => expect(watched(2, { muted: true })).toBe('muted_speaking'));
  it('does not take silence while muted for a dead microphone', () => {
    expect(watched(30, { muted: true, mine: -100, theirs: -30 })).toBeNull();
  });
  it('tells a line without packets after 10 s', () =>
    expect(watched(10, { packets: false })).toBe('no_sound'));
});

describe('loudness', () => {
  it('is 0 dBFS for a full square wave and bounded for silence', () => {
    expect(dbfs([1, -1, 1, -1])).toBe(0);
    expect(dbfs([0, 0])).toBe(-100);
  });
});
