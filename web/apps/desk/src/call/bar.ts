import type { InteractionView, QueueView, Reason, SeatView } from '@lingtong/client';
import type { IconName, ShownState } from '@lingtong/ui';

import { i18n } from '../shell/words';
import { type Identity, identityOf } from './identity';

/** The call bar as a pure picture of what the server says. Nothing here acts. */
export type BarState =
  | 'logged_out'
  | 'ready'
  | 'ringing'
  | 'dialing'
  | 'talking'
  | 'hold'
  | 'consult'
  | 'conference'
  | 'after_call'
  | 'not_ready'
  | 'watching'
  | 'missed'
  | 'no_phone'
  | 'link_lost';

export type SlotName = 'answer' | 'hold' | 'mute' | 'transfer' | 'keypad' | 'recording' | 'more' | 'clear';

/** `label` and `why` are message keys; `why` says on focus why a slot is dimmed. */
export interface Slot {
  readonly name: SlotName;
  readonly label: string;
  readonly icon: IconName;
  readonly enabled: boolean;
  readonly why: string;
  readonly likely: boolean;
  readonly pressed: boolean;
}

export interface Facts {
  readonly seat: SeatView | null;
  readonly interaction: InteractionView | null;
  readonly queues: readonly QueueView[];
  readonly reasons: ReadonlyMap<string, Reason>;
  /** The call of another that this supervisor is in. */
  readonly watched: InteractionView | null;
  readonly nameOfAgent: (agentId: string) => string;
  /** The server is not heard any more, for long enough to say so. */
  readonly isLost: boolean;
  /** Sound flows between this phone and the switch, whatever the server does. */
  readonly talksOn: boolean;
  /** This window has the microphone, another has it, or the phone is a desk phone. */
  readonly phone: 'here' | 'elsewhere' | 'desk';
  /** The browser phone rings here: it can answer without the server. */
  readonly rings: boolean;
  readonly muted: boolean;
  readonly registering: number;
  readonly english: boolean;
}

export interface SeatCell {
  readonly shown: ShownState;
  readonly word: string;
  readonly reason: string;
  readonly since: string;
  /** The end of after-call work, or of a break that has a limit. */
  readonly until: string | null;
  readonly limit: number;
  /** The break has lasted longer than its limit. */
  readonly over: boolean;
  readonly next: string | null;
}

export interface Bar {
  readonly state: BarState;
  readonly seat: SeatCell;
  readonly identity: Identity;
  readonly timer: string | null;
  readonly slots: Readonly<Record<SlotName, Slot>>;
}

const IN_A_CALL: readonly BarState[] = ['dialing', 'talking', 'hold', 'consult', 'conference', 'link_lost'];
const NOT_OWN: readonly string[] = ['missed', 'declined', 'unreachable'];

export function stateOf(facts: Facts): BarState {
  const { seat, interaction } = facts;
  if (!seat || seat.state === 'logged_out') return 'logged_out';
  if (interaction && interaction.state !== 'unfinished') {
    if (interaction.state === 'after_call_work') return 'after_call';
    if (interaction.state === 'link_lost' || facts.isLost) return 'link_lost';
    if (interaction.state === 'in_menu') return 'hold';
    return interaction.state === 'calling_back' ? 'dialing' : interaction.state;
  }
  if (facts.isLost) return 'link_lost';
  if (seat.state === 'watching') return 'watching';
  if (seat.state === 'after_call_work') return 'after_call';
  if (!seat.phone_reachable) return 'no_phone';
  if (seat.state === 'not_ready') return NOT_OWN.includes(seat.cause) ? 'missed' : 'not_ready';
  return 'ready';
}

export function barOf(facts: Facts): Bar {
  const state = stateOf(facts);
  return {
    state,
    seat: seatCell(state, facts),
    identity: identityOf(state, facts),
    timer: state === 'watching' ? (facts.seat?.watching?.since ?? null) : timerOf(state, facts.interaction),
    slots: slotsOf(state, facts),
  };
}

function timerOf(state: BarState, interaction: InteractionView | null): string | null {
  if (!interaction) return null;
  if (state === 'ringing') return interaction.offered_at ?? interaction.since;
  if (state === 'dialing') return interaction.since;
  return IN_A_CALL.includes(state) ? (interaction.connected_at ?? interaction.since) : null;
}

function seatCell(state: BarState, facts: Facts): SeatCell {
  const { seat } = facts;
  const reason = facts.reasons.get(seat?.reason_id ?? '');
  return {
    shown: shownState(state, seat),
    word: `call.seat.${state === 'missed' ? 'missed' : wordOf(state, seat)}`,
    reason: nameOf(reason, facts.english),
    since: seat?.since ?? '',
    until: seat?.state === 'after_call_work' || seat?.state === 'not_ready' ? seat.until : null,
    limit: seat?.state === 'not_ready' ? (reason?.limit ?? 0) : 0,
    over: seat?.state === 'not_ready' && seat.cause === 'over_limit',
    next: nextOf(facts),
  };
}

function wordOf(state: BarState, seat: SeatView | null): string {
  if (state === 'no_phone') return 'unreachable';
  if (state === 'hold' || state === 'dialing' || state === 'link_lost')
    return seat?.state === 'talking' ? state : 'plain_link_lost';
  return seat?.state ?? 'logged_out';
}

function shownState(state: BarState, seat: SeatView | null): ShownState {
  if (state === 'no_phone') return 'unreachable';
  if (state === 'hold') return 'hold';
  return seat?.state ?? 'logged_out';
}

function nextOf(facts: Facts): string | null {
  const next = facts.seat?.next;
  if (!next) return null;
  if (next.log_out) return i18n.global.t('call.log_out');
  return next.ready ? '' : nameOf(facts.reasons.get(next.reason_id), facts.english) || null;
}

export const nameOf = (one: { name: string; name_en: string } | undefined, english: boolean): string =>
  one ? (english && one.name_en) || one.name : '';

function slotsOf(state: BarState, facts: Facts): Record<SlotName, Slot> {
  const can = (act: string) => facts.interaction?.can.includes(act) ?? false;
  const inCall = IN_A_CALL.includes(state);
  const gone = facts.isLost;
  const slot = (name: SlotName, icon: IconName, enabled: boolean, more: Partial<Slot> = {}): Slot => ({
    name,
    icon,
    label: `call.slot.${name}`,
    enabled: enabled && (!gone || name === 'mute' || name === 'more'),
    why: enabled ? (gone ? 'call.why.no_link' : '') : inCall ? 'call.why.not_now' : 'call.why.no_call',
    likely: false,
    pressed: false,
    ...more,
  });
  return {
    answer: slot('answer', 'answer', state === 'ringing' && canAnswer(facts), {
      likely: state === 'ringing',
      ...(state === 'ringing' && !canAnswer(facts) ? { why: whyNoAnswer(facts) } : {}),
    }),
    hold: holdSlot(state, can, slot),
    mute: slot('mute', facts.muted ? 'muted' : 'mute', canMute(state, facts, can('mute')), {
      label: facts.muted ? 'call.slot.unmute' : 'call.slot.mute',
      pressed: facts.muted,
    }),
    transfer: transferSlot(state, can, slot),
    keypad: slot('keypad', 'keypad', inCall ? can('send_dtmf') : canDial(state)),
    recording: recordingSlot(inCall ? facts.interaction : null, can, slot),
    more: slot('more', 'more', true),
    clear: slot('clear', 'clear', can('clear') || state === 'watching'),
  };
}

/** Who only listens has no microphone in the call: there is nothing to mute. */
function canMute(state: BarState, facts: Facts, can: boolean): boolean {
  if (state === 'watching') return facts.phone === 'here' && facts.seat?.watching?.mode !== 'monitor';
  return can || (IN_A_CALL.includes(state) && facts.phone === 'here');
}

type Can = (act: string) => boolean;
type MakeSlot = (name: SlotName, icon: IconName, enabled: boolean, more?: Partial<Slot>) => Slot;

/** Pauses what runs. Begins what does not, where the rule leaves that to the agent. */
function recordingSlot(call: InteractionView | null, can: Can, slot: MakeSlot): Slot {
  if (!call) return slot('recording', 'record', false, { label: 'call.slot.recording_off' });
  if (call.recording !== 'off')
    return slot('recording', 'record', can('pause_recording'), {
      label: `call.slot.recording_${call.recording}`,
      pressed: call.recording === 'paused',
    });
  if (can('record')) return slot('recording', 'record', true, { label: 'call.slot.recording_off' });
  return slot('recording', 'record', false, {
    label: 'call.slot.recording_none',
    why: 'call.why.not_recorded',
  });
}

function holdSlot(state: BarState, can: Can, slot: MakeSlot): Slot {
  if (can('take_back')) return slot('hold', 'retrieve', true, { label: 'call.slot.take_back', likely: true });
  if (state === 'consult' || can('swap'))
    return slot('hold', 'swap', can('swap'), { label: 'call.slot.swap' });
  if (can('retrieve')) return slot('hold', 'retrieve', true, { label: 'call.slot.retrieve', likely: true });
  return slot('hold', 'hold', can('hold'));
}

function transferSlot(state: BarState, can: Can, slot: MakeSlot): Slot {
  if (state === 'consult') {
    return slot('transfer', 'complete', can('complete_transfer'), {
      label: 'call.slot.complete',
      likely: can('complete_transfer'),
    });
  }
  if (state === 'conference' && can('conference'))
    return slot('transfer', 'complete', true, { label: 'call.slot.join', likely: true });
  if (state === 'conference') return slot('transfer', 'leave', can('leave'), { label: 'call.slot.leave' });
  return slot('transfer', 'transfer', can('consult') || can('blind_transfer'));
}

const canDial = (state: BarState) => ['ready', 'not_ready', 'missed', 'after_call'].includes(state);

/** By SIP where the phone rings here; by command only a phone that is kept off the hook. */
const canAnswer = (facts: Facts) =>
  facts.rings ||
  (facts.seat?.persistent_leg === true && (facts.interaction?.can.includes('answer') ?? false));

function whyNoAnswer(facts: Facts): string {
  if (facts.seat?.phone === 'mobile') return 'call.why.mobile';
  if (facts.phone === 'desk') return 'call.why.desk_phone';
  return facts.phone === 'elsewhere' ? 'call.why.other_window' : 'call.why.phone_connects';
}
