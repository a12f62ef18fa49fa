import type { InteractionView, PartyView, SeatView } from '@lingtong/client';
import { interactionView, reason, seatView as seat } from '@lingtong/client/testing';
import { describe, expect, it } from 'vitest';

import { i18n } from '../shell/words';
import { type Bar, type BarState, type Facts, type SlotName, barOf } from './bar';
import { barOwner } from './current';

const party = (role: PartyView['role'], change: Partial<PartyView> = {}): PartyView => ({
  leg_id: role,
  role,
  name: '',
  number: '',
  agent_id: '',
  state: 'connected',
  muted: false,
  since: '2026-11-21T10:00:00Z',
  ...change,
});
const me = party('agent', { agent_id: 'me', name: '王丽' });
const customer = party('customer');
const zhang = party('consultant', { name: '张华', number: '1002' });

const call = (
  state: InteractionView['state'],
  can: string[],
  change: Partial<InteractionView> = {},
): InteractionView => interactionView({ state, can, parties: [customer, me], ...change });

const nextState = (change: Partial<NonNullable<SeatView['next']>>) => ({
  ready: false,
  reason_id: '',
  log_out: false,
  by: '',
  why: '',
  ...change,
});

const facts = (change: Partial<Facts> = {}): Facts => ({
  seat: seat(),
  interaction: null,
  queues: [],
  reasons: new Map([['meal', reason('meal', { name: '就餐', name_en: 'Meal', limit: 1800 })]]),
  watched: null,
  nameOfAgent: () => '张华',
  isLost: false,
  talksOn: false,
  phone: 'here',
  rings: false,
  muted: false,
  registering: 0,
  english: false,
  ...change,
});

const TALK = ['hold', 'mute', 'clear', 'consult', 'blind_transfer', 'send_dtmf', 'pause_recording'];
const CONSULT = ['swap', 'mute', 'complete_transfer', 'end_consult', 'conference', 'send_dtmf', 'clear'];
const busy = seat({ state: 'talking' });

const EVERY: readonly (readonly [string, Partial<Facts>, BarState, readonly SlotName[]])[] = [
  ['logged out', { seat: null }, 'logged_out', []],
  ['ready', {}, 'ready', ['keypad']],
  ['ringing at this browser', { seat: seat({ state: 'reserved' }), interaction: call('ringing', ['decline']), rings: true }, 'ringing', ['answer']],
  ['ringing by the persistent leg', { seat: seat({ persistent_leg: true }), interaction: call('ringing', ['answer']) }, 'ringing', ['answer']],
  ['ringing at a desk phone', { interaction: call('ringing', ['answer', 'decline']), phone: 'desk' }, 'ringing', []],
  ['talking', { seat: busy, interaction: call('talking', TALK) }, 'talking', ['hold', 'mute', 'transfer', 'keypad', 'recording', 'clear']],
  ['hold', { seat: busy, interaction: call('hold', ['retrieve', 'mute', 'clear', 'consult']) }, 'hold', ['hold', 'mute', 'transfer', 'clear']],
  ['consult', { seat: busy, interaction: call('consult', CONSULT, { parties: [customer, me, zhang] }) }, 'consult', ['hold', 'mute', 'transfer', 'keypad', 'clear']],
  ['conference', { seat: busy, interaction: call('conference', ['mute', 'clear', 'leave'], { parties: [customer, me, zhang] }) }, 'conference', ['mute', 'transfer', 'clear']],
  ['dialing', { seat: busy, interaction: call('dialing', ['clear', 'mute'], { direction: 'out' }) }, 'dialing', ['mute', 'clear']],
  ['after call', { seat: seat({ state: 'after_call_work' }), interaction: call('after_call_work', ['wrap_up']) }, 'after_call', ['keypad']],
  ['not ready', { seat: seat({ state: 'not_ready', reason_id: 'meal' }) }, 'not_ready', ['keypad']],
  ['missed', { seat: seat({ state: 'not_ready', cause: 'missed' }) }, 'missed', ['keypad']],
  ['no phone', { seat: seat({ phone_reachable: false }), registering: 3 }, 'no_phone', []],
  ['phone lost in a call', { seat: busy, interaction: call('link_lost', ['clear']) }, 'link_lost', ['mute', 'clear']],
  ['page lost in a call', { seat: busy, interaction: call('talking', TALK), isLost: true }, 'link_lost', ['mute']],
]; // prettier-ignore

const usable = (bar: Bar) =>
  Object.values(bar.slots)
    .filter((slot) => slot.enabled && slot.name !== 'more')
    .map((slot) => slot.name);

describe('the call bar', () => {
  it.each([
    ['on', ['pause_recording'], 'recording_on', true],
    ['paused', ['pause_recording', 'record'], 'recording_paused', true],
    ['unknown', [], 'recording_unknown', false],
    ['off', ['pause_recording', 'record'], 'recording_off', true],
    ['off', ['pause_recording'], 'recording_none', false],
  ] as const)('says in words that the recorder is %s', (recording, can, label, enabled) => {
    const { slots } = barOf(facts({ seat: busy, interaction: call('talking', [...can], { recording }) }));
    expect([slots.recording.label, slots.recording.enabled]).toEqual([`call.slot.${label}`, enabled]);
  });

  it.each(EVERY)('%s', (_name, change, state, slots) => {
    const bar = barOf(facts(change));
    expect(bar.state).toBe(state);
    expect(usable(bar).sort()).toEqual([...slots].sort());
    expect(Object.keys(bar.slots)).toEqual([
      'answer',
      'hold',
      'mute',
      'transfer',
      'keypad',
      'recording',
      'more',
      'clear',
    ]);
  });

  it.each(EVERY)('%s has words in both languages, and a reason for every dimmed slot', (_name, change) => {
    const bar = barOf(facts(change));
    const pieces = [...bar.identity.first, ...bar.identity.second].flatMap((piece) => piece.key ?? []);
    const slots = Object.values(bar.slots).flatMap((slot) =>
      slot.enabled ? [slot.label] : [slot.label, slot.why],
    );
    for (const locale of ['zh-CN', 'en'] as const) {
      expect([bar.seat.word, ...pieces, ...slots].filter((key) => !i18n.global.te(key, locale))).toEqual([]);
    }
  });

  it('never gives Answer and Hang up another meaning', () => {
    for (const [, change] of EVERY) {
      const { answer, clear } = barOf(facts(change)).slots;
      expect([answer.label, clear.label]).toEqual(['call.slot.answer', 'call.slot.clear']);
    }
  });

  it('sends an agent with a telephone outside to that telephone', () => {
    const outside = seat({ phone: 'mobile', state: 'reserved' });
    const bar = barOf(
      facts({ seat: outside, phone: 'desk', interaction: call('ringing', ['answer', 'decline']) }),
    );
    expect([bar.slots.answer.enabled, bar.slots.answer.why]).toEqual([false, 'call.why.mobile']);
    const gone = barOf(facts({ seat: seat({ phone: 'mobile', phone_reachable: false }), phone: 'desk' }));
    expect(gone.identity.first[0]?.key).toBe('call.no_phone.mobile');
  });

  it('takes a customer back from a menu in the slot of Hold, and shows where the customer is', () => {
    const menu = { flow_id: 'f', flow_name: '评价', flow_name_en: 'Rating', node: 'ask', since: busy.since };
    const bar = barOf(
      facts({ seat: busy, interaction: call('in_menu', ['take_back', 'clear'], { in_menu: menu }) }),
    );
    expect([bar.slots.hold.label, bar.slots.hold.enabled]).toEqual(['call.slot.take_back', true]);
    expect(bar.identity.first[0]?.params).toEqual({ who: '138 **** 2046', flow: '评价' });
  });

  it('joins the one who was asked to the conference in the slot of Transfer', () => {
    const can = ['swap', 'mute', 'end_consult', 'conference', 'clear', 'leave'];
    const parties = [customer, me, zhang, party('consultant', { leg_id: 'fourth', number: '5555' })];
    const hears = { agent: ['fourth'], customer: ['consultant'] };
    const asks = barOf(facts({ seat: busy, interaction: call('conference', can, { parties, hears }) }));
    expect([asks.slots.transfer.label, asks.slots.hold.label]).toEqual(['call.slot.join', 'call.slot.swap']);
    expect(asks.identity.first[1]?.params).toEqual({ who: '138 **** 2046, 张华 1002' });
    const all = barOf(facts({ seat: busy, interaction: call('conference', ['leave'], { parties }) }));
    expect(all.slots.transfer.label).toBe('call.slot.leave');
  });

  it('says in a consult whom the agent speaks to and who hears music', () => {
    const parties = [customer, me, zhang];
    const aside = barOf(
      facts({ interaction: call('consult', CONSULT, { parties, hears: { consultant: ['agent'] } }) }),
    );
    expect(aside.identity.first[0]?.params).toEqual({ who: '张华 1002' });
    expect(aside.identity.second[0]?.params).toEqual({ who: '138 **** 2046' });
    const back = barOf(
      facts({ interaction: call('consult', CONSULT, { parties, hears: { customer: ['agent'] } }) }),
    );
    expect(back.identity.first[0]?.params).toEqual({ who: '138 **** 2046' });
    expect(back.identity.second[0]?.params).toEqual({ who: '张华 1002' });
  });

  it('shows the one next state', () => {
    const next = (one: SeatView['next']) =>
      barOf(facts({ seat: seat({ state: 'talking', next: one }) })).seat.next;
    expect(next(nextState({ reason_id: 'meal' }))).toBe('就餐');
    expect(next(nextState({ ready: true }))).toBe('');
    expect(next(null)).toBeNull();
  });

  it('turns Hold into Retrieve and Transfer into Complete, in their own places', () => {
    expect(barOf(facts({ interaction: call('hold', ['retrieve']) })).slots.hold).toMatchObject({
      label: 'call.slot.retrieve',
      likely: true,
    });
    expect(barOf(facts({ interaction: call('consult', CONSULT) })).slots.transfer).toMatchObject({
      label: 'call.slot.complete',
      likely: true,
    });
  });

  it('offers to bring the phone here when another window has it', () => {
    const bar = barOf(facts({ interaction: call('talking', TALK), phone: 'elsewhere' }));
    expect(bar.identity.act).toBe('take_phone');
    expect(bar.slots.hold.enabled).toBe(true);
  });

  it('says that the link is lost, and that the call goes on where sound still flows', () => {
    expect(barOf(facts({ isLost: false })).state).toBe('ready');
    expect(barOf(facts({ isLost: true })).state).toBe('link_lost');
    const first = (change: Partial<Facts>) =>
      barOf(facts({ interaction: call('talking', TALK), isLost: true, ...change })).identity.first[0]?.key;
    expect(first({ talksOn: true })).toBe('call.link.talks_on');
    expect(first({ phone: 'here' })).toBe('call.link.call');
    expect(first({ phone: 'desk' })).toBe('call.link.page');
    expect(first({ isLost: false, interaction: call('link_lost', TALK) })).toBe('call.link.call');
  });

  it('puts the handed-over reason first and an unknown recorder before everything', () => {
    const bar = barOf(
      facts({ interaction: call('talking', TALK, { why: '客户要求', recording: 'unknown' }) }),
    );
    expect(bar.identity.second.slice(0, 2)).toMatchObject([
      { key: 'call.recording_unknown' },
      { text: '客户要求' },
    ]);
  });
});

describe('the owner of the bar', () => {
  it('is the live voice before a ring, a ring before a wrap-up, and never an unfinished one', () => {
    const [talk, ring, wrap, old] = [
      call('talking', []),
      call('ringing', []),
      call('after_call_work', []),
      call('unfinished', []),
    ];
    expect(barOwner([old, wrap, ring, talk])?.state).toBe('talking');
    expect(barOwner([old, wrap, ring])?.state).toBe('ringing');
    expect(barOwner([old, wrap])?.state).toBe('after_call_work');
    expect(barOwner([old])).toBeNull();
  });
});
