import { describe, expect, it } from 'vitest';

import { AltWitness, chordOf, meant } from './guard';
import { ACT_OF, KEYS } from './table';

const key = (code: string, change: Partial<KeyboardEvent> = {}) => ({
  key: code.replace(/^(Key|Digit)/, ''),
  code,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  isComposing: false,
  keyCode: 0,
  repeat: false,
  ...change,
});

const altDown = () => {
  const alt = new AltWitness();
  alt.see({ type: 'keydown', key: 'Alt' });
  return alt;
};

describe('the key guard', () => {
  it.each(['F2', 'F4', 'F8', 'F9'])('lets %s through a composition', (code) => {
    expect(meant(key(code, { key: 'Process', isComposing: true, keyCode: 229 }), new AltWitness())).toBe(
      code,
    );
  });

  it.each([
    ['Enter', {}],
    ['Enter', { ctrlKey: true }],
    ['KeyK', { ctrlKey: true }],
    ['Digit1', { altKey: true }],
    ['F2', { ctrlKey: true }],
    ['F1', {}],
    ['Escape', {}],
  ])('keeps %s with %j inside the composition', (code, modifiers) => {
    expect(meant(key(code, { ...modifiers, isComposing: true }), altDown())).toBeNull();
  });

  it('treats the Enter right after a composition, still 229, as the input method’s own', () => {
    expect(meant(key('Enter', { ctrlKey: true, keyCode: 229 }), new AltWitness())).toBeNull();
  });

  it('wants to have seen Alt go down', () => {
    expect(meant(key('KeyR', { altKey: true }), new AltWitness())).toBeNull();
    expect(meant(key('KeyR', { altKey: true }), altDown())).toBe('Alt+R');
  });

  it('forgets Alt when it goes up or the window loses the focus', () => {
    const alt = altDown();
    alt.see({ type: 'keyup', key: 'Alt' });
    expect(alt.down).toBe(false);
    const other = altDown();
    other.forget();
    expect(other.down).toBe(false);
  });

  it('names keys by their place, whatever the layout types', () => {
    expect(chordOf(key('Digit1', { key: '¡', altKey: true }))).toBe('Alt+1');
    expect(chordOf(key('KeyK', { key: 'К', ctrlKey: true }))).toBe('Ctrl+K');
  });

  it('answers once, however long the key is held', () => {
    expect(meant(key('F2', { repeat: true }), new AltWitness())).toBeNull();
  });
});

describe('the key table', () => {
  it('gives every chord to one act', () => {
    const chords = KEYS.flatMap((row) => row.chords);
    expect(new Set(chords).size).toBe(chords.length);
    expect(ACT_OF.size).toBe(chords.length);
  });

  it('leaves alone what browsers, input methods and messengers own', () => {
    const theirs = [
      'Ctrl+W',
      'Ctrl+T',
      'Ctrl+N',
      'Ctrl+1',
      'F5',
      'F6',
      'F7',
      'F10',
      'F11',
      'F12',
      'Alt+D',
      'Alt+E',
      'Alt+F',
      'Alt+A',
    ];
    expect(theirs.filter((chord) => ACT_OF.has(chord))).toEqual([]);
  });
});
