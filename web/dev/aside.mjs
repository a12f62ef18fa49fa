/** The played part of calls that stand aside: slots, a menu and back, parties of a conference. */
const now = () => new Date().toISOString();
const later = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();
const TALK = ['hold', 'mute', 'clear', 'consult', 'blind_transfer', 'park', 'send_to_menu', 'send_dtmf', 'pause_recording', 'save_notes']; // prettier-ignore
const LEADS = ['mute', 'clear', 'leave', 'hold', 'consult', 'drop_party', 'mute_party', 'send_dtmf', 'pause_recording', 'save_notes']; // prettier-ignore

export class PlayedAside {
  constructor(center) {
    this.center = center;
    this.parked = [];
  }

  tell() {
    this.center.tell({ kind: 'parked.changed', slots: this.parked });
  }

  do_park(ask) {
    const call = this.center.calls.get(ask.interaction_id);
    const slot = this.parked.length + 1;
    this.parked = [...this.parked, slotOf(slot, call)];
    this.center.wrap(ask);
    this.tell();
    this.say('call.parked', { slot: String(slot) });
  }

  do_take_parked(ask) {
    const taken = this.parked.find((one) => one.slot === ask.slot);
    this.parked = this.parked.filter((one) => one !== taken);
    this.tell();
    const call = this.center.newCall({ number: taken.number, state: 'talking', can: TALK, recording: 'on' });
    this.center.setSeat({ state: 'talking', interaction_id: call.interaction_id, since: now() });
    return call.interaction_id;
  }

  do_send_to_menu(ask) {
    const menu = { flow_id: ask.flow_id, flow_name: '满意度评价', flow_name_en: 'Rating', node: 'ask', since: now() }; // prettier-ignore
    this.center.setCall(ask, { state: 'in_menu', since: now(), in_menu: menu, recording: 'paused', can: ['take_back', 'clear', 'save_notes'] }); // prettier-ignore
    this.back = setTimeout(() => this.do_take_back(ask, { rating: '满意' }), 8000);
  }

  do_take_back(ask, data = {}) {
    clearTimeout(this.back);
    const call = this.center.calls.get(ask.interaction_id);
    if (!call) return;
    const attached_data = { ...call.attached_data, ...data };
    this.center.setCall(ask, { state: 'talking', since: now(), in_menu: null, recording: 'on', can: TALK, attached_data }); // prettier-ignore
  }

  do_conference(ask) {
    const call = this.center.calls.get(ask.interaction_id);
    const parties = call.parties.map((one) => ({ ...one, state: 'connected' }));
    this.center.setCall(ask, { state: 'conference', can: LEADS, parties });
  }

  do_mute_party(ask) {
    this.change(ask, (one) => (one.leg_id === ask.leg_id ? { ...one, muted: ask.on } : one));
  }

  do_drop_party(ask) {
    const call = this.center.calls.get(ask.interaction_id);
    const parties = call.parties.filter((one) => one.leg_id !== ask.leg_id);
    const more = parties.length > 2 ? {} : { state: 'talking', can: TALK };
    this.center.setCall(ask, { parties, ...more });
  }

  change(ask, by) {
    this.center.setCall(ask, { parties: this.center.calls.get(ask.interaction_id).parties.map(by) });
  }

  say(code, params) {
    this.center.tell({ kind: 'notice', agent_id: this.center.seat.agent_id, code, params, at: now() });
  }
}

const slotOf = (slot, call) => ({
  slot, interaction_id: `p-${slot}`, number: call?.number ?? '138 **** 2046', place: call?.place ?? '', queue_id: 'q-fault',
  by_name: '王丽 Wang Li', since: now(), until: later(120), offered_to: '',
}); // prettier-ignore

/** Slots of a scene. */
export const someParked = () => [
  { ...slotOf(1, { number: '138 **** 2046', place: '山东省济南市' }), since: later(-34) },
  { ...slotOf(2, { number: '0531 **** 3321', place: '' }), by_name: '张华 Zhang Hua', since: later(-121), offered_to: 'a-1002' }, // prettier-ignore
];
