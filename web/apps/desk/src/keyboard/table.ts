/** Every key of the desk in one table: the overlay prints it, the palette shows it, the listener obeys it. */
export type KeyAct =
  | 'answer'
  | 'decline'
  | 'hold'
  | 'park'
  | 'parked'
  | 'mute'
  | 'transfer'
  | 'end_consult'
  | 'clear'
  | 'ready'
  | 'seat_menu'
  | 'help'
  | 'messages'
  | 'notes'
  | 'complete'
  | 'live_call'
  | 'next'
  | 'previous'
  | 'customer'
  | 'colleagues'
  | 'keypad'
  | 'palette'
  | 'keys'
  | 'close'
  | 'play'
  | 'back_5'
  | 'forward_5'
  | 'loop'
  | `choose_${number}`;

export interface KeyRow {
  readonly act: KeyAct;
  readonly chords: readonly string[];
  readonly group: 'call' | 'work' | 'player' | 'anywhere';
}

const nine = Array.from({ length: 9 }, (_, n) => n + 1);

export const KEYS: readonly KeyRow[] = [
  { act: 'answer', chords: ['F2'], group: 'call' },
  { act: 'decline', chords: ['Shift+F2'], group: 'call' },
  { act: 'hold', chords: ['F4'], group: 'call' },
  { act: 'park', chords: ['Shift+F4'], group: 'call' },
  { act: 'mute', chords: ['F8'], group: 'call' },
  { act: 'transfer', chords: ['F9'], group: 'call' },
  { act: 'end_consult', chords: ['Shift+F9'], group: 'call' },
  { act: 'clear', chords: ['Ctrl+F2', 'Ctrl+Shift+F2'], group: 'call' },
  { act: 'ready', chords: ['Alt+R'], group: 'call' },
  { act: 'seat_menu', chords: ['Alt+B'], group: 'call' },
  { act: 'help', chords: ['Alt+H'], group: 'call' },
  { act: 'notes', chords: ['Alt+N'], group: 'work' },
  { act: 'complete', chords: ['Ctrl+Enter'], group: 'work' },
  ...nine.map<KeyRow>((n) => ({ act: `choose_${n}`, chords: [`Alt+${n}`, `Ctrl+Alt+${n}`], group: 'work' })),
  { act: 'customer', chords: ['Alt+C'], group: 'work' },
  { act: 'parked', chords: ['Alt+G'], group: 'work' },
  { act: 'live_call', chords: ['Alt+0'], group: 'work' },
  { act: 'next', chords: ['Alt+ArrowDown'], group: 'work' },
  { act: 'previous', chords: ['Alt+ArrowUp'], group: 'work' },
  { act: 'play', chords: ['Alt+P'], group: 'player' },
  { act: 'back_5', chords: ['Alt+J'], group: 'player' },
  { act: 'forward_5', chords: ['Alt+L'], group: 'player' },
  { act: 'loop', chords: ['Alt+K'], group: 'player' },
  { act: 'messages', chords: ['Alt+I'], group: 'anywhere' },
  { act: 'palette', chords: ['Ctrl+K'], group: 'anywhere' },
  { act: 'keys', chords: ['F1'], group: 'anywhere' },
  { act: 'close', chords: ['Escape'], group: 'anywhere' },
];

/** Single keys act inside the focused board alone; the overlay prints them too. */
export const BOARD_KEYS: readonly { readonly chord: string; readonly words: string }[] = [
  { chord: '1', words: 'floor.keys.monitor' },
  { chord: '2', words: 'floor.keys.whisper' },
  { chord: '3', words: 'floor.keys.barge_in' },
  { chord: '0', words: 'floor.keys.leave' },
  { chord: '↑ ↓', words: 'floor.keys.row' },
  { chord: 'Enter', words: 'floor.keys.open' },
];

export const ACT_OF: ReadonlyMap<string, KeyAct> = new Map(
  KEYS.flatMap((row) => row.chords.map((chord) => [chord, row.act] as const)),
);

export const chordFor = (act: KeyAct): string => KEYS.find((row) => row.act === act)?.chords[0] ?? '';

/** Arrows as they are printed. */
export const printed = (chord: string): string =>
  chord.replace('ArrowDown', '↓').replace('ArrowUp', '↑').replace('Escape', 'Esc');
