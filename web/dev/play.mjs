/** A played center: one agent, one call at a time, enough of the engine's answers to work on screens. */
import { PlayedAside, someParked } from './aside.mjs';
import { dispositions, reasons } from './center.mjs';
import { PlayedFloor } from './floor.mjs';
import { agentRows, interaction, party, queueViews, scene } from './scenes.mjs';

const TALK = [
  'hold',
  'mute',
  'clear',
  'consult',
  'blind_transfer',
  'park',
  'send_to_menu',
  'send_dtmf',
  'pause_recording',
  'save_notes',
];
const now = () => new Date().toISOString();
const later = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();

export class Refusal extends Error {
  constructor(code, status, message) {
    super(message);
    Object.assign(this, { code, status });
  }
}

export class PlayedCenter {
  constructor(tell) {
    this.tell = tell;
    this.windowId = '';
    this.serial = 1;
    this.show('logged_out');
  }

  hello() {
    return {
      kind: 'hello', server_time: now(), seat: this.seat, interactions: [...this.calls.values()], agents: [...agentRows(), ...this.floor.rows.values()], queues: queueViews(),
      switch_connected: true, lines: null, ...this.floor.hello(), parked: this.aside.parked,
    }; // prettier-ignore
  }

  /** Puts a whole scene on the screen; see scenes.mjs for their names. */
  show(name) {
    this.frozen = name !== 'logged_out';
    const { seat, interactions, watched } = scene(name);
    this.floor = new PlayedFloor(this);
    this.floor.watched = watched;
    this.aside = new PlayedAside(this);
    this.aside.parked = name === 'parked' ? someParked() : [];
    const owner =
      seat.phone_window === 'another-window' || seat.state === 'logged_out'
        ? seat.phone_window
        : this.windowId;
    this.seat = { ...seat, phone_window: owner };
    this.calls = new Map(interactions.map((one) => [one.interaction_id, one]));
    this.tell(this.hello());
  }

  command(ask) {
    this.frozen = false;
    const one = [this, this.aside, this.floor].find((part) => part[`do_${ask.do}`]);
    if (!one) throw new Refusal('request.invalid', 422, `unknown command ${ask.do}`);
    return { interaction_id: one[`do_${ask.do}`](ask) ?? '' };
  }

  do_log_in(ask) {
    this.setSeat({
      state: 'not_ready',
      cause: 'log_in',
      desk_phone: ask.phone ?? '',
      phone_reachable: true,
      phone_window: ask.window_id ?? '',
      since: now(),
    });
  }

  do_log_out() {
    this.setSeat({ state: 'logged_out', since: now(), phone_reachable: false, phone_window: '' });
  }

  do_lock(ask) {
    if (ask.target_id !== this.seat.agent_id) return this.floor.do_lock(ask);
    this.setSeat({ locked: ask.on, locked_by: ask.on ? this.seat.name : '' });
  }

  do_take_back_reason() {
    this.setSeat({ asked_reason_id: '', asked_at: null });
  }

  do_take_phone(ask) {
    this.setSeat({ phone_window: ask.window_id });
  }

  do_set_ready() {
    if (['talking', 'reserved'].includes(this.seat.state))
      return this.setSeat({ next: { ready: true, reason_id: '' } });
    this.setSeat({ state: 'ready', cause: 'own', reason_id: '', next: null, since: now() });
    this.ringTimer = setTimeout(() => this.ring(), 4000);
  }

  do_set_not_ready(ask) {
    if (!reasons.some((one) => one.id === ask.reason_id))
      throw new Refusal('reason.unknown', 404, 'No such reason.');
    if (['talking', 'reserved'].includes(this.seat.state))
      return this.setSeat({ next: { ready: false, reason_id: ask.reason_id } });
    clearTimeout(this.ringTimer);
    this.setSeat({ state: 'not_ready', cause: 'own', reason_id: ask.reason_id, next: null, since: now() });
  }

  do_answer(ask) {
    clearTimeout(this.offerTimer);
    this.setSeat({ state: 'talking', since: now() });
    this.setCall(ask, {
      state: 'talking',
      since: now(),
      connected_at: now(),
      offer_until: null,
      can: TALK,
      recording: 'on',
      parties: this.two(),
    });
  }

  do_decline(ask) {
    clearTimeout(this.offerTimer);
    this.gone(ask.interaction_id, 'declined');
    this.setSeat({ state: 'not_ready', cause: 'declined', interaction_id: '', since: now() });
  }

  do_hold(ask) {
    this.setCall(ask, {
      state: 'hold',
      since: now(),
      can: ['retrieve', 'clear', 'consult', 'blind_transfer', 'mute'],
    });
  }

  do_retrieve(ask) {
    this.setCall(ask, { state: 'talking', since: now(), can: TALK });
  }

  do_mute() {}

  do_consult(ask) {
    const other = party('consultant', ask.kind === 'agent' ? '张华 Zhang Hua' : ask.target, {
      number: '1002',
      since: now(),
    });
    const [customer, me] = this.two();
    this.setCall(ask, {
      state: 'consult', since: now(), parties: [{ ...customer, state: 'hold', since: now() }, me, other],
      hears: { 'leg-agent': ['leg-consultant'], 'leg-consultant': ['leg-agent'], 'leg-customer': [] },
      can: ['swap', 'mute', 'complete_transfer', 'end_consult', 'conference', 'send_dtmf', 'clear'],
    }); // prettier-ignore
  }

  do_swap(ask) {
    const hears = this.calls.get(ask.interaction_id).hears;
    const withCustomer = hears['leg-customer']?.length > 0;
    this.setCall(ask, {
      hears: withCustomer
        ? { 'leg-agent': ['leg-consultant'], 'leg-consultant': ['leg-agent'], 'leg-customer': [] }
        : { 'leg-agent': ['leg-customer'], 'leg-customer': ['leg-agent'], 'leg-consultant': [] },
    });
  }

  do_end_consult(ask) {
    this.setCall(ask, { state: 'talking', can: TALK, parties: this.two() });
  }

  do_complete_transfer(ask) {
    this.wrap(ask);
  }

  do_blind_transfer(ask) {
    this.wrap(ask);
  }

  do_leave(ask) {
    this.wrap(ask);
  }

  do_clear(ask) {
    this.wrap(ask);
  }

  do_send_dtmf() {}

  do_pause_recording(ask) {
    this.setCall(ask, { recording: ask.on ? 'paused' : 'on' });
  }

  do_dial(ask) {
    if (ask.number.startsWith('+') || ask.number.startsWith('00'))
      throw new Refusal('number.not_allowed', 403, 'Your role may not dial abroad.');
    const call = this.newCall({
      state: 'dialing', direction: 'out', number: ask.number, connected_at: null, queue_id: '', queue_name: '', queue_name_en: '', menu_path: [],
      waited: 0, can: ['clear', 'mute'], recording: 'off', parties: [],
    }); // prettier-ignore
    this.setSeat({ state: 'talking', interaction_id: call.interaction_id, since: now() });
    setTimeout(() => this.calls.has(call.interaction_id) && this.do_answer(call), 3000);
    return call.interaction_id;
  }

  do_save_notes(ask) {
    const call = this.calls.get(ask.interaction_id);
    if (!call || ask.revision < call.notes_revision) return;
    this.setCall(ask, {
      notes: ask.notes,
      disposition_id: ask.disposition_id ?? '',
      notes_revision: ask.revision,
    });
  }

  do_wrap_up(ask) {
    if (!dispositions.some((one) => one.id === ask.disposition_id))
      throw new Refusal('disposition.unknown', 422, 'Choose a disposition.');
    const call = this.calls.get(ask.interaction_id);
    if (call.state !== 'after_call_work' && call.state !== 'unfinished')
      return this.setCall(ask, { disposition_id: ask.disposition_id });
    this.gone(ask.interaction_id, 'completed');
    if (this.seat.interaction_id === ask.interaction_id) this.free();
  }

  do_extend_wrap_up(ask) {
    this.setCall(ask, { until: later(45) });
    this.setSeat({ until: later(45) });
  }

  ring() {
    if (this.seat.state !== 'ready' || this.frozen) return;
    const call = this.newCall({
      state: 'ringing',
      connected_at: null,
      offered_at: now(),
      offer_until: later(15),
      can: ['answer', 'decline'],
      parties: [],
      recording: 'off',
    });
    this.setSeat({ state: 'reserved', interaction_id: call.interaction_id, since: now() });
    this.offerTimer = setTimeout(() => {
      this.gone(call.interaction_id, 'no_answer');
      this.setSeat({ state: 'not_ready', cause: 'missed', interaction_id: '', since: now() });
    }, 15000);
  }

  wrap(ask) {
    this.setCall(ask, {
      state: 'after_call_work',
      since: now(),
      until: later(45),
      can: ['wrap_up', 'save_notes', 'extend_wrap_up'],
      recording: 'off',
      parties: [],
    });
    this.setSeat({
      state: 'after_call_work',
      since: now(),
      until: later(45),
      answered_today: this.seat.answered_today + 1,
    });
  }

  free() {
    const next = this.seat.next;
    this.setSeat({ interaction_id: '', until: null, next: null });
    if (next && !next.ready) this.do_set_not_ready({ reason_id: next.reason_id });
    else {
      this.seat = { ...this.seat, state: 'not_ready' };
      this.do_set_ready();
    }
  }

  two() {
    return [
      party('customer', '138 **** 2046', { since: now() }),
      party('agent', this.seat.name, { agent_id: this.seat.agent_id, since: now() }),
    ];
  }

  newCall(change) {
    this.serial += 1;
    const call = interaction({
      interaction_id: `i-${this.serial}-${Date.now()}`,
      arrived_at: now(),
      since: now(),
      ...change,
    });
    this.calls.set(call.interaction_id, call);
    this.tell({ kind: 'interaction.changed', interaction: call });
    return call;
  }

  setSeat(change) {
    this.seat = { ...this.seat, ...change };
    this.tell({ kind: 'seat.changed', seat: this.seat });
  }

  setCall({ interaction_id }, change) {
    const call = this.calls.get(interaction_id);
    if (!call) throw new Refusal('interaction.gone', 404, 'This call is over.');
    this.calls.set(interaction_id, { ...call, ...change });
    this.tell({ kind: 'interaction.changed', interaction: this.calls.get(interaction_id) });
  }

  gone(interaction_id, why) {
    this.calls.delete(interaction_id);
    this.tell({ kind: 'interaction.gone', interaction_id, agent_id: this.seat.agent_id, why });
  }
}
