/** The one place that decides whether a key is meant for the desk, and which. */

const WHILE_COMPOSING = ['F2', 'F4', 'F8', 'F9'];

type Key = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey' | 'isComposing' | 'keyCode' | 'repeat'
>;

/** Whether this window saw Alt go down: a screenshot program's Alt+A leaves Alt stuck in the events. */
export class AltWitness {
  private seen = false;

  see(event: Pick<KeyboardEvent, 'type' | 'key'>): void {
    if (event.key === 'Alt') this.seen = event.type === 'keydown';
  }

  forget(): void {
    this.seen = false;
  }

  get down(): boolean {
    return this.seen;
  }
}

/** `Ctrl+Alt+1`, `Shift+F2`, `Alt+R`: letters and digits by place on the keyboard, whatever the layout types. */
export function chordOf(event: Key): string {
  const byPlace = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(event.code);
  const name = byPlace ? (byPlace[1] ?? byPlace[2]) : event.key;
  return [
    event.ctrlKey && 'Ctrl',
    event.altKey && 'Alt',
    event.shiftKey && 'Shift',
    event.metaKey && 'Meta',
    name,
  ]
    .filter(Boolean)
    .join('+');
}

/** The chord that counts, or null: decided from this single event, never from a set of held keys. */
export function meant(event: Key, alt: AltWitness): string | null {
  const chord = chordOf(event);
  const composing = event.isComposing || event.keyCode === 229;
  // In a composition the browser may hide the key behind `Process`; the code still tells it.
  if (composing) return WHILE_COMPOSING.includes(event.code) && !hasModifier(event) ? event.code : null;
  if (event.repeat) return null;
  if (event.altKey && !event.ctrlKey && !alt.down) return null;
  return chord;
}

const hasModifier = (event: Key) => event.ctrlKey || event.altKey || event.shiftKey || event.metaKey;
