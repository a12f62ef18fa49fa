import { type AnyCommand, command, http, knock, useLive, useSession, windowId } from '@lingtong/client';
import {
  BrowserPhone,
  type CallStage,
  Lease,
  MicrophoneFailed,
  type MicrophoneProblem,
  type PhoneAccount,
  type Registration,
  type SpeechProblem,
  openMicrophone,
  silence,
} from '@lingtong/softphone';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';

import { chosen } from './devices';
import { sound } from './sound';

const OWNER_KEY = 'lingtong.phone.owner';

/** This window's phone: who owns the microphone, registration, the call's media. */
export const usePhone = defineStore('phone', () => {
  const live = useLive();
  const session = useSession();
  const registration = ref<Registration>('off');
  const tries = ref(0);
  const stage = ref<CallStage>('none');
  const problem = ref<MicrophoneProblem | null>(null);
  const microphone = shallowRef<MediaStream | null>(null);
  const remote = shallowRef<MediaStream | null>(null);
  const leased = ref(false);
  const muted = ref(false);
  const flows = ref(false);
  /** What is wrong with the talk: a dead microphone, speaking while muted, no packets. */
  const speech = ref<SpeechProblem | null>(null);
  /** The call that the phone is in was begun to listen to another's. */
  const watches = ref(false);
  let quiet: MediaStream | null = null;
  let lease: Lease | null = null;
  let refusals = 0;
  let askedAbout = '';
  let following: Promise<void> = Promise.resolve();

  const where = computed<'here' | 'elsewhere' | 'desk'>(() => {
    if (live.seat && live.seat.phone !== 'browser') return 'desk';
    const owner = live.seat?.phone_window ?? '';
    return owner && (owner !== windowId() || !leased.value) ? 'elsewhere' : 'here';
  });

  const phone = new BrowserPhone(
    {
      registration: (state, n) => {
        registration.value = state;
        tries.value = n;
        if (state === 'registered') refusals = 0;
        if (state === 'failed') {
          window.setTimeout(() => void renewAccount(), Math.min(15_000, 500 * 2 ** refusals));
          refusals += 1;
        }
      },
      call: (next, automatic, listens) => {
        stage.value = next;
        if (next === 'ringing') watches.value = listens;
        if (next === 'connected') follows(muted.value || mutedThere.value);
        if (next === 'ringing' && automatic) void sound.beforeAutoAnswer();
        if (next === 'none') muted.value = watches.value = false;
        if (next === 'none') void renewAccount(); // what had to wait for the end of the call
      },
      remote: (stream) => {
        remote.value = stream;
        sound.hear(stream);
      },
      ended: () => undefined,
      flows: (yes) => (flows.value = yes),
    },
    () => (listensOnly.value ? Promise.resolve(quietly()) : ensureMicrophone()),
    () => knock(location.origin),
  );

  /** What the center knows of my mute: it outlives this page, and a conference's leader sets it too. */
  const mutedThere = computed(() =>
    [...live.interactions.values()].some((call) =>
      call.parties.some((party) => party.agent_id === live.seat?.agent_id && party.muted),
    ),
  );
  watch(mutedThere, follows, { immediate: true });

  function follows(on: boolean): void {
    muted.value = on;
    phone.mute(on);
  }

  /** Who monitors has no microphone in the call: not muted, taken out. */
  const listensOnly = computed(() => {
    const watching = live.seat?.watching;
    if (watching) return watching.mode === 'monitor';
    return watches.value && live.seat?.state !== 'talking';
  });
  const quietly = (): MediaStream => (quiet ??= silence(sound.audio));
  watch(listensOnly, (only) => {
    const track = (only ? quietly() : microphone.value)?.getAudioTracks()[0];
    if (track) void phone.useTrack(track);
    else if (!only && stage.value !== 'none') void ensureMicrophone().catch(() => undefined);
  });

  /** Microphone first: with it open, sound plays without a click. */
  async function ensureMicrophone(): Promise<MediaStream> {
    const open = microphone.value;
    if (open?.getAudioTracks()[0]?.readyState === 'live') return open;
    try {
      const stream = await openMicrophone(chosen.value.microphone);
      problem.value = null;
      microphone.value = stream;
      stream.getAudioTracks()[0]?.addEventListener('ended', () => void unplugged());
      await sound.unlock();
      if (!listensOnly.value) await phone.useTrack(stream.getAudioTracks()[0]!);
      return stream;
    } catch (error) {
      problem.value = error instanceof MicrophoneFailed ? error.problem : 'failed';
      throw error;
    }
  }

  async function unplugged(): Promise<void> {
    microphone.value = null;
    await ensureMicrophone().then(
      () => live.say('phone.moved', { label: microphone.value?.getAudioTracks()[0]?.label ?? '' }),
      () => undefined,
    );
  }

  async function renewMicrophone(): Promise<void> {
    microphone.value?.getTracks().forEach((track) => track.stop());
    microphone.value = null;
    await ensureMicrophone();
  }

  /** Called after every hello and seat change: this window registers when it owns the phone. */
  function follow(): Promise<void> {
    following = following.then(followNow, followNow);
    return following;
  }

  async function followNow(): Promise<void> {
    const seat = live.seat;
    if (!seat || seat.phone !== 'browser' || seat.state === 'logged_out') return drop();
    const owner = seat.phone_window;
    const mine = owner === '' || owner === windowId() || owner === localStorage.getItem(OWNER_KEY);
    if (!mine) await inheritFrom(owner);
    if (!mine || !(await take(false))) return giveAway();
    if (owner !== windowId())
      await command({ do: 'take_phone', window_id: windowId() }).catch(() => undefined);
    await register();
  }

  /** The server gives us the phone of a window that is gone, and leaves it with one that lives. */
  async function inheritFrom(owner: string): Promise<void> {
    if (askedAbout === owner) return;
    askedAbout = owner;
    await command({ do: 'log_in', window_id: windowId() }).catch(() => undefined);
  }

  async function take(steal: boolean): Promise<boolean> {
    lease ??= new Lease(`lingtong.phone.${session.agentId}`, navigator.locks, () => {
      giveAway();
    });
    leased.value = await lease.take(steal);
    if (leased.value) localStorage.setItem(OWNER_KEY, windowId());
    return leased.value;
  }

  /** Explicitly: the person wants the phone in this window. */
  async function bringHere(): Promise<void> {
    await take(true);
    await command({ do: 'take_phone', window_id: windowId() });
    await register();
  }

  async function register(): Promise<void> {
    if (registration.value !== 'off') return;
    registration.value = 'connecting';
    try {
      await ensureMicrophone();
    } catch {
      registration.value = 'off'; // without a microphone no calls are wanted; /start and the bar say why
      return;
    }
    const account = await http
      .get<PhoneAccount>(`/api/phone?window=${encodeURIComponent(windowId())}`)
      .catch(() => null);
    if (account) phone.start(account);
    else registration.value = 'off';
  }

  /** A restarted switch has new secrets: fetch ours again instead of knocking with the old one. */
  async function renewAccount(): Promise<void> {
    if (registration.value !== 'failed' || stage.value !== 'none') return;
    registration.value = 'off';
    await register();
  }

  navigator.mediaDevices?.addEventListener('devicechange', () => {
    void sound.chooseOutputs();
    if (problem.value) void follow();
  });

  function drop(): void {
    if (registration.value !== 'off') phone.stop();
    lease?.give();
    leased.value = false;
  }

  /** Another window has the phone now, and with it a running call. */
  function giveAway(): void {
    if (registration.value !== 'off') phone.leave();
    drop();
  }

  async function mute(on: boolean, interactionId: string): Promise<void> {
    follows(on);
    const ask: AnyCommand = { do: 'mute', interaction_id: interactionId, on };
    await command(ask);
  }

  return {
    registration,
    tries,
    stage,
    problem,
    microphone,
    remote,
    where,
    muted,
    flows,
    speech,
    listensOnly,
    follow,
    bringHere,
    ensureMicrophone,
    renewMicrophone,
    mute,
    drop,
    answer: () => phone.answer(),
    clear: () => phone.clear(),
    tone: (digits: string) => phone.tone(digits),
    packets: () => phone.packets(),
  };
});
