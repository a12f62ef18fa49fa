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

export type MicrophoneFault = 'denied' | 'missing' | 'busy' | 'insecure' | 'unknown';

/** What `getUserMedia` failed with, as one of the few things that a caller can mend. */
export function microphoneFault(error: unknown, secure = true): MicrophoneFault {
  if (!secure) return 'insecure';
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError' || name === 'DevicesNotFoundError')
    return 'missing';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'unknown';
}

export type Ending =
  'you' | 'center' | 'busy' | 'no_answer' | 'unreachable' | 'not_found' | 'network' | 'microphone';

/** Who or what ended the call, in words of the caller. `cause` is JsSIP's, `code` the SIP status of a refused call. */
export function endingOf(originator: 'local' | 'remote' | 'system', cause: string, code = 0): Ending {
  if (code === 486 || code === 600 || cause === 'Busy') return 'busy';
  if (code === 404 || code === 403 || cause === 'Not Found') return 'not_found';
  if (code === 408 || code === 480 || cause === 'No Answer') return 'no_answer';
  if (code === 503 || code === 500 || cause === 'Unavailable') return 'unreachable';
  if (cause === 'User Denied Media Access') return 'microphone';
  if (cause === 'Connection Error' || cause === 'Request Timeout' || cause === 'RTP Timeout')
    return 'network';
  if (originator === 'local') return 'you';
  return originator === 'remote' ? 'center' : 'network';
}

/** `m:ss` up to an hour, then `h:mm:ss`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (part: number): string => String(part).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

/** How many of `bars` are lit for a root mean square of the sound (0 to 1); steps of about 6 dB. */
export function levelBars(loudness: number, bars: number): number {
  if (loudness <= 0) return 0;
  const decibels = 20 * Math.log10(loudness);
  return Math.max(0, Math.min(bars, Math.round(bars + decibels / 6 + 1)));
}

export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** The key that a press on the keyboard means, if it is one of the telephone's. */
export const keyOf = (key: string): string | null => ((KEYS as readonly string[]).includes(key) ? key : null);
