/** The customer page as a table: where it stands, what happens, where it stands then. */

export type State =
  | 'loading'
  | 'switched_off'
  | 'out_of_reach' // the center did not answer, or lends no line now
  | 'choosing'
  | 'asking_microphone'
  | 'no_microphone'
  | 'calling'
  | 'ringing'
  | 'connected'
  | 'ended';

export type Cue =
  | 'offered' // the numbers to call are known
  | 'refused' // the page is switched off
  | 'failed' // the center cannot be reached
  | 'chose'
  | 'microphone_given'
  | 'microphone_failed'
  | 'rings'
  | 'answered'
  | 'over'
  | 'again';

export const MOVES: Readonly<Partial<Record<State, Readonly<Partial<Record<Cue, State>>>>>> = {
  loading: { offered: 'choosing', refused: 'switched_off', failed: 'out_of_reach' },
  switched_off: {},
  out_of_reach: { again: 'loading' },
  choosing: { chose: 'asking_microphone' },
  asking_microphone: {
    microphone_given: 'calling',
    microphone_failed: 'no_microphone',
    over: 'choosing',
    refused: 'switched_off',
  },
  no_microphone: { chose: 'asking_microphone', again: 'choosing' },
  calling: {
    rings: 'ringing',
    answered: 'connected',
    over: 'ended',
    failed: 'ended',
    refused: 'switched_off',
  },
  ringing: { answered: 'connected', over: 'ended', failed: 'ended' },
  connected: { over: 'ended', failed: 'ended' },
  ended: { again: 'choosing', chose: 'asking_microphone' },
};

/** The network says things late and twice: a cue without a row changes nothing. */
export const step = (state: State, cue: Cue): State => MOVES[state]?.[cue] ?? state;

export const inCall = (state: State): boolean =>
  state === 'calling' || state === 'ringing' || state === 'connected';

export type Ending =
  | 'you'
  | 'center'
  | 'over' // it had been answered, and its end could not be told to this page
  | 'busy'
  | 'no_answer'
  | 'unreachable'
  | 'not_found'
  | 'network'
  | 'lines_full'
  | 'too_many';

const STILL_LOOKS = 3; // one a second

/** Who or what ended the call, in words of the caller. `cause` is JsSIP's, `code` the SIP status of a refused call. */
export function endingOf(originator: 'local' | 'remote' | 'system', cause: string, code = 0): Ending {
  if (code === 486 || code === 600 || cause === 'Busy') return 'busy';
  if (code === 404 || code === 403 || cause === 'Not Found') return 'not_found';
  if (code === 408 || code === 480 || cause === 'No Answer') return 'no_answer';
  if (code === 503 || code === 500 || cause === 'Unavailable') return 'unreachable';
  if (cause === 'Connection Error' || cause === 'Request Timeout' || cause === 'RTP Timeout')
    return 'network';
  if (originator === 'local') return 'you';
  return originator === 'remote' ? 'center' : 'network';
}

/**
 * The same for a call that was answered, while the page had lost its line to the center: nobody can tell who ended
 * it. Its sound went another way, so that the caller's network is blamed only when the browser itself says so.
 */
export const endingWithoutLine = (online: boolean): Ending => (online ? 'over' : 'network');

/** Looks at a call whose line is away: true once no sound has come for so long that it must be over. */
export class SoundWatch {
  private packets = -1;
  private still = 0;

  isOver(packets: number | null): boolean {
    this.still = packets === null || packets > this.packets ? 0 : this.still + 1;
    this.packets = packets ?? this.packets;
    return this.still >= STILL_LOOKS;
  }
}

/** How many of `bars` are lit for a loudness in dBFS; steps of 6 dB, full at -6. */
export const levelBars = (loudness: number, bars: number): number =>
  Math.max(0, Math.min(bars, Math.round(bars + (loudness + 6) / 6)));

export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** The key that a press on the keyboard means, if it is one of the telephone's. */
export const keyOf = (key: string): string | null => ((KEYS as readonly string[]).includes(key) ? key : null);
