import { describe, expect, it } from 'vitest';

import {
  endingOf,
  endingWithoutLine,
  inCall,
  keyOf,
  levelBars,
  MOVES,
  SoundWatch,
  step,
  type Cue,
  type State,
} from './model';

const STATES = Object.keys(MOVES) as State[];
const FINAL: readonly State[] = ['switched_off'];

const walk = (...cues: Cue[]): State => cues.reduce<State>(step, 'loading');

describe('the table of the customer page', () => {
  it('reaches every state', () => {
    const reached = new Set<State>(['loading']);
    for (const state of reached) for (const next of Object.values(MOVES[state] ?? {})) reached.add(next);
    expect([...reached].sort()).toEqual([...STATES].sort());
  });

  it('has a way out of every state but switched off', () => {
    const stuck = STATES.filter((state) => Object.keys(MOVES[state] ?? {}).length === 0);
    expect(stuck).toEqual(FINAL);
  });

  it('follows a call that is answered', () => {
    expect(walk('offered', 'chose', 'microphone_given', 'rings', 'answered')).toBe('connected');
    expect(walk('offered', 'chose', 'microphone_given', 'answered', 'over')).toBe('ended');
  });

  it('asks again after the microphone was refused', () => {
    expect(walk('offered', 'chose', 'microphone_failed')).toBe('no_microphone');
    expect(walk('offered', 'chose', 'microphone_failed', 'chose', 'microphone_given')).toBe('calling');
  });

  it('stays switched off', () => {
    expect(walk('refused', 'offered', 'chose', 'again')).toBe('switched_off');
  });

  it('does not come back to life by a late answer', () => {
    expect(walk('offered', 'chose', 'microphone_given', 'over', 'answered')).toBe('ended');
  });

  it('knows when sound flows', () => {
    expect(STATES.filter(inCall)).toEqual(['calling', 'ringing', 'connected']);
  });
});

describe('how a call ended', () => {
  it.each([
    ['remote', 'Terminated', 0, 'center'],
    ['local', 'Terminated', 0, 'you'],
    ['remote', 'Busy', 486, 'busy'],
    ['remote', 'Not Found', 404, 'not_found'],
    ['remote', 'Unavailable', 480, 'no_answer'],
    ['remote', 'Unavailable', 503, 'unreachable'],
    ['system', 'Connection Error', 0, 'network'],
  ] as const)('%s, %s, %i: %s', (originator, cause, code, ending) => {
    expect(endingOf(originator, cause, code)).toBe(ending);
  });
});

describe('a call that goes on without its line', () => {
  it('is over when no sound has come for three looks', () => {
    const watch = new SoundWatch();
    expect([10, 60, 60, 60].map((packets) => watch.isOver(packets))).toEqual([false, false, false, false]);
    expect(watch.isOver(60)).toBe(true);
  });

  it('goes on while sound comes, even in bursts', () => {
    const watch = new SoundWatch();
    expect([10, 10, 10, 60, 60, 110].map((packets) => watch.isOver(packets))).not.toContain(true);
  });

  it('blames the network only when the browser is off it', () => {
    expect(endingWithoutLine(true)).toBe('over');
    expect(endingWithoutLine(false)).toBe('network');
  });
});

describe('small things', () => {
  it('lights more bars for louder sound', () => {
    expect([-100, -54, -42, -24, -6, 0].map((loudness) => levelBars(loudness, 8))).toEqual([
      0, 0, 2, 5, 8, 8,
    ]);
  });

  it('takes only the keys of a telephone', () => {
    expect(['1', '*', '#', 'a', 'Enter', '10'].map(keyOf)).toEqual(['1', '*', '#', null, null, null]);
  });
});
