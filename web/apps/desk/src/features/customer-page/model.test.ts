import { describe, expect, it } from 'vitest';

import {
  clock,
  endingOf,
  inCall,
  keyOf,
  levelBars,
  microphoneFault,
  MOVES,
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

describe('a microphone that fails', () => {
  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'busy'],
    ['TypeError', 'unknown'],
  ])('%s is told as %s', (name, fault) => {
    expect(microphoneFault(Object.assign(new Error(name), { name }))).toBe(fault);
  });

  it('is told apart from a page without HTTPS', () => {
    expect(microphoneFault(new Error('x'), false)).toBe('insecure');
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
    ['local', 'User Denied Media Access', 0, 'microphone'],
  ] as const)('%s, %s, %i: %s', (originator, cause, code, ending) => {
    expect(endingOf(originator, cause, code)).toBe(ending);
  });
});

describe('small things', () => {
  it('counts time', () => {
    expect([0, 61.9, 3599, 3661, -4].map(clock)).toEqual(['0:00', '1:01', '59:59', '1:01:01', '0:00']);
  });

  it('lights more bars for louder sound', () => {
    expect(levelBars(0, 8)).toBe(0);
    expect(levelBars(1, 8)).toBe(8);
    expect(levelBars(0.001, 8)).toBe(0);
    expect(levelBars(0.1, 8)).toBeGreaterThan(levelBars(0.02, 8));
  });

  it('takes only the keys of a telephone', () => {
    expect(['1', '*', '#', 'a', 'Enter', '10'].map(keyOf)).toEqual(['1', '*', '#', null, null, null]);
  });
});
