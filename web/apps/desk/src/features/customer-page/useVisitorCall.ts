import { http, knock, Refused } from '@lingtong/client';
import {
  BrowserPhone,
  MicrophoneFailed,
  openMicrophone,
  type HowEnded,
  type MicrophoneProblem,
  type PhoneAccount,
} from '@lingtong/softphone';
import { computed, onUnmounted, ref, shallowRef } from 'vue';

import {
  endingOf,
  endingWithoutLine,
  inCall,
  SoundWatch,
  step,
  type Cue,
  type Ending,
  type State,
} from './model';

export interface EntryPoint {
  readonly number: string;
  readonly name: string;
  readonly name_en: string;
  readonly language: 'zh' | 'en';
}

const LINE_WITHIN = 10_000;

/** A customer's call from the page: numbers, microphone, borrowed phone, sound. One call at a time. */
export function useVisitorCall() {
  const state = ref<State>('loading');
  const entries = shallowRef<readonly EntryPoint[]>([]);
  const called = shallowRef<EntryPoint | null>(null);
  const microphone = shallowRef<MediaStream | null>(null);
  const remote = shallowRef<MediaStream | null>(null);
  const problem = ref<MicrophoneProblem>('failed');
  const ending = ref<Ending>('center');
  const muted = ref(false);
  const pressed = ref('');
  const since = ref<number | null>(null);
  const lasted = ref<number | null>(null);
  let attempt = 0;
  let lineUp: (() => void) | null = null;
  let listening = 0; // to a call that goes on without its line

  const cue = (happened: Cue): void => void (state.value = step(state.value, happened));

  const phone = new BrowserPhone(
    {
      registration: (registered) => lineIs(registered === 'registered'),
      call: (stage) => stage === 'connected' && connected(),
      remote: (stream) => void (remote.value = stream),
      ended: (cause, how) => over(cause, how),
      alerting: () => cue('rings'),
    },
    () => Promise.resolve(microphone.value as MediaStream),
    () => knock(location.origin),
  );

  /** A line that is away tries again and again, and says so each time: the watch goes on through its tries. */
  function lineIs(up: boolean): void {
    if (!up && (listening || state.value !== 'connected')) return;
    window.clearInterval(listening);
    listening = 0;
    if (up) return lineUp?.();
    const watch = new SoundWatch();
    const look = async (): Promise<void> => void (watch.isOver(await phone.packets()) && finishAlone());
    listening = window.setInterval(() => void look(), 1000);
  }

  function finishAlone(): void {
    if (!listening) return;
    ending.value = endingWithoutLine(navigator.onLine);
    finish();
  }

  async function load(): Promise<void> {
    cue('again');
    try {
      entries.value = (await http.get<{ entry_points: readonly EntryPoint[] }>('/api/visitor')).entry_points;
      cue('offered');
    } catch (error) {
      cue(isClosed(error) ? 'refused' : 'failed');
    }
  }

  async function call(entry: EntryPoint): Promise<void> {
    attempt += 1;
    const mine = attempt;
    const gone = (): boolean => mine !== attempt;
    [called.value, pressed.value, muted.value] = [entry, '', false];
    [since.value, lasted.value] = [null, null];
    cue('chose');
    const stream = await listen();
    if (!stream) return;
    if (gone()) return stop(stream);
    microphone.value = stream;
    cue('microphone_given');
    try {
      await borrowLine(gone);
      if (!gone()) await phone.call(entry.number);
    } catch (error) {
      if (!gone()) fail(error);
    }
  }

  async function listen(): Promise<MediaStream | null> {
    try {
      return await openMicrophone();
    } catch (error) {
      problem.value = error instanceof MicrophoneFailed ? error.problem : 'failed';
      cue('microphone_failed');
      return null;
    }
  }

  async function borrowLine(gone: () => boolean): Promise<void> {
    const account = await http.post<PhoneAccount>('/api/visitor');
    if (gone()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = window.setTimeout(() => reject(new Error('no line')), LINE_WITHIN);
      lineUp = () => {
        window.clearTimeout(timer);
        lineUp = null;
        resolve();
      };
      phone.start({ ...account, ice_servers: account.ice_servers ?? [] }, false);
    });
  }

  function fail(error: unknown): void {
    if (isClosed(error)) cue('refused');
    else if (error instanceof Refused && error.code === 'visitor.all_lent') ending.value = 'lines_full';
    else if (error instanceof Refused && error.status === 429) ending.value = 'too_many';
    else if (error instanceof Refused && error.status >= 500) ending.value = 'unreachable';
    else ending.value = 'network';
    cue('failed');
    release();
  }

  function connected(): void {
    since.value ??= Date.now();
    cue('answered');
  }

  function over(cause: string, how: HowEnded): void {
    if (!inCall(state.value)) return; // the page has ended it already
    ending.value = listening
      ? endingWithoutLine(navigator.onLine)
      : endingOf(how.originator, cause, how.code);
    finish();
  }

  function finish(): void {
    lasted.value = since.value === null ? null : (Date.now() - since.value) / 1000;
    cue('over');
    release();
  }

  /** Ends the call, or takes back a call that is only being prepared. */
  function hangUp(): void {
    attempt += 1;
    phone.clear();
    ending.value = 'you';
    if (inCall(state.value)) finish();
    else cue('over');
  }

  function mute(on: boolean): void {
    muted.value = on;
    phone.mute(on);
  }

  function press(key: string): void {
    if (state.value !== 'connected') return;
    phone.tone(key);
    pressed.value = (pressed.value + key).slice(-16);
  }

  function release(): void {
    window.clearInterval(listening);
    listening = 0;
    phone.stop();
    lineUp = null;
    if (microphone.value) stop(microphone.value);
    [microphone.value, remote.value] = [null, null];
  }

  const stop = (stream: MediaStream): void => stream.getTracks().forEach((track) => track.stop());
  const warn = (event: BeforeUnloadEvent): void => {
    if (inCall(state.value)) event.preventDefault();
  };
  window.addEventListener('beforeunload', warn);
  onUnmounted(() => {
    window.removeEventListener('beforeunload', warn);
    if (inCall(state.value)) hangUp();
  });

  const talking = computed(() => inCall(state.value));
  const again = (): void => cue('again');
  void load();

  return {
    state,
    entries,
    called,
    microphone,
    remote,
    problem,
    ending,
    muted,
    pressed,
    since,
    lasted,
    talking,
    load,
    call,
    hangUp,
    mute,
    press,
    again,
  };
}

const isClosed = (error: unknown): boolean => error instanceof Refused && error.status === 404;
