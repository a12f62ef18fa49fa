import { describe, expect, it } from 'vitest';

import { fits, isMissing, isRobotic, pairsOf } from './library';
import type { LibraryPrompt } from './api';
import { encoded, peaksOf } from './wave';

const prompt = (name: string, language: string, more: Partial<LibraryPrompt> = {}): LibraryPrompt => ({
  name,
  language,
  seconds: 2,
  text: `${name} ${language}`,
  generated: true,
  spoken: language,
  ...more,
});

describe('the library of prompts', () => {
  const pairs = pairsOf([
    prompt('welcome', 'zh', { generated: false, version: 3, used: 2 }),
    prompt('welcome', 'en', { used: 2 }),
    prompt('storm', 'zh', { generated: false, version: 1 }),
    prompt('storm', 'en', { spoken: 'zh', seconds: 0 }),
    prompt('queue_full', 'zh', { place: 'refusal', used: 1 }),
    prompt('queue_full', 'en', { place: 'refusal', used: 1 }),
  ]);
  const names = (filter: Parameters<typeof fits>[1], wanted = ''): string[] =>
    pairs.filter((pair) => fits(pair, filter, wanted)).map(({ name }) => name);

  it('shows what lacks a language, what sounds like a robot, what is own, what nobody plays', () => {
    expect(names('all')).toEqual(['queue_full', 'storm', 'welcome']);
    expect(names('missing')).toEqual(['storm']);
    expect(names('robotic')).toEqual(['queue_full', 'welcome']);
    expect(names('own')).toEqual(['storm', 'welcome']);
    expect(names('unused')).toEqual(['storm']);
    expect(names('all', 'FULL en')).toEqual(['queue_full']);
  });

  it('calls a prompt missing where another language speaks', () => {
    expect(isMissing(undefined)).toBe(true);
    expect(isMissing(prompt('a', 'en', { spoken: 'zh' }))).toBe(true);
    expect(isRobotic(prompt('a', 'en', { spoken: 'zh' }))).toBe(false);
  });
});

describe('a recording of the microphone', () => {
  it('is cut and written as WAV with 16 bits', () => {
    const samples = Float32Array.from({ length: 100 }, (_, at) => (at < 50 ? 1 : -2));
    const view = new DataView(encoded(samples, 48_000, 0.25, 0.75));
    const text = (at: number): string =>
      String.fromCharCode(...[0, 1, 2, 3].map((more) => view.getUint8(at + more)));
    expect([text(0), text(8), text(36)]).toEqual(['RIFF', 'WAVE', 'data']);
    expect([view.getUint32(24, true), view.getUint32(40, true)]).toEqual([48_000, 100]);
    expect([view.getInt16(44, true), view.getInt16(142, true)]).toEqual([32_767, -32_767]);
  });

  it('is drawn by its peaks', () => {
    const samples = Float32Array.from([0, 0.5, -1, 0.25]);
    expect(peaksOf(samples, 2)).toEqual([0.5, 1]);
    expect(peaksOf(new Float32Array(), 2)).toEqual([0, 0]);
  });
});
