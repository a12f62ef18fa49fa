/** What supervisors see and do in the played center: a crowd of agents, lines, alarms, plans, messages, the hall. */
import { queues } from './center.mjs';
import { ago, alarm, crowd, hall, later, now, waiting } from './crowd.mjs';
import { interaction, party } from './scenes.mjs';

export class PlayedFloor {
  constructor(play, count = Number(process.env.AGENTS ?? 38)) {
    this.play = play;
    this.rows = new Map(crowd(count).map((row) => [row.agent_id, row]));
    this.set('c-3', { help_since: ago(42), help_text: '客户要求与班长通话', state: 'talking', interaction_id: 'f-3', on_hold: false, phone_reachable: true }); // prettier-ignore
    this.set('c-7', { state: 'ready', asked_reason_id: 'r-meal', asked_at: ago(95), phone_reachable: true, interaction_id: '' }); // prettier-ignore
    this.set('c-12', { locked: true });
    this.set('c-5', { state: 'not_ready', reason_id: 'r-rest', since: ago(1500), cause: 'forced', by: '吴敏', why: '换班' }); // prettier-ignore
    this.lines = {
      'q-fault': [waiting('q-fault', '138 **** 2046', 0, { priority: 5 }), waiting('q-fault', '0531 **** 2345', 1, { offered_to: 'c-8' }), waiting('q-fault', '139 **** 7731', 2)],
      'q-bill': [waiting('q-bill', '136 **** 9012', 0)],
      'q-english': [],
    }; // prettier-ignore
    this.callbacks = [
      { callback_id: 'cb-1', number: '137 **** 1188', queue_id: 'q-fault', asked_at: ago(600), due: null, tries: 0, state: 'waiting', origin: 'line', why: '', place_in_line: 3, interaction_id: '', callback_of: '' },
      { callback_id: 'cb-2', number: '150 **** 3302', queue_id: 'q-fault', asked_at: ago(4000), due: later(3600), tries: 1, state: 'scheduled', origin: 'agent', why: '缴费问题', place_in_line: 0, interaction_id: '', callback_of: '' },
    ]; // prettier-ignore
    this.plans = [
      { plan_id: 'p-1', name: '暴雨预案', name_en: 'Storm', on: false, since: null, until: null, by_name: '' },
      { plan_id: 'p-2', name: '短菜单', name_en: 'Short menu', on: true, since: ago(1800), until: later(12600), by_name: '吴敏' },
    ]; // prettier-ignore
    this.alarms = [
      alarm('a-1', 'alarm', 'longest_wait', { sound: true }),
      alarm('a-2', 'alert', 'long_not_ready', { about_kind: 'agent', about_id: 'c-5', about: '1105 吴静', about_en: '1105 Wu Jing', value: 1500, limit: 900, rule: '小休超时' }),
      alarm('a-3', 'alert', 'trunk_use', { about_kind: 'trunk', about: 'carrier', about_en: '', value: 26, limit: 25, rule: '中继占用', state: 'shelved', shelved_until: later(800), shelved_why: '已报运营商' }),
    ]; // prettier-ignore
    this.messages = [
      { message_id: 'm-2', at: ago(200), from_agent_id: 'a-1003', from_name: '陈洁 Chen Jie', to_agent_id: 'me', to_team_id: '', text: '历下区停电恢复时间有更新吗？', read_at: null },
      { message_id: 'm-1', at: ago(3000), from_agent_id: 'me', from_name: '', to_agent_id: '', to_team_id: 'team-a', text: '18点例会改到18:30', read_at: null },
    ]; // prettier-ignore
    this.notices = [
      { notice_id: 'n-1', at: ago(1200), by_name: '吴敏 Wu Min', text: '暴雨期间先告知抢修人员90分钟内到达', level: 'important', until: later(7200), team_ids: [], queue_ids: ['q-fault'], confirmed_at: null },
    ]; // prettier-ignore
    this.map = { rooms: hall([...this.rows.keys()]), revision: 1 };
    this.watched = null;
  }

  set(id, change) {
    if (this.rows.has(id)) this.rows.set(id, { ...this.rows.get(id), ...change });
  }

  change(id, change) {
    this.set(id, change);
    this.play.tell({ kind: 'agent.changed', agent: this.rows.get(id) });
  }

  hello() {
    return {
      callbacks: this.callbacks,
      plans: this.plans,
      parked: [],
      waiting: queues.map((one) => this.line(one.id)),
      watched: this.watched ? [this.watched] : [],
    };
  }

  line(queue_id) {
    const line = this.lines[queue_id].map((one, n) => ({ ...one, queue_id, place_in_line: n + 1 }));
    return { kind: 'waiting.changed', queue_id, length: line.length, waiting: line };
  }

  alarmsNow = () => ({ kind: 'alarms.changed', alarms: this.alarms, an_hour: 4, too_many: false });

  callOf(row) {
    const customer = party('customer', '138 **** 2046');
    const agent = party('agent', row.name, { agent_id: row.agent_id });
    return interaction({
      interaction_id: row.interaction_id, agent_id: row.agent_id, state: row.on_hold ? 'hold' : 'talking', since: row.since, connected_at: row.since,
      queue_id: row.queue_id, queue_name: row.queue_name, queue_name_en: row.queue_name_en, parties: [customer, agent],
      hears: { 'leg-agent': ['leg-customer'], 'leg-customer': ['leg-agent'] }, notes: '整楼停电，客户家有老人', can: ['watch', 'unwatch', 'take_over', 'force_clear'],
    }); // prettier-ignore
  }

  do_watch(ask) {
    const row = this.rows.get(ask.target_id);
    this.watched = this.callOf(row);
    this.play.setSeat({
      state: 'watching',
      since: now(),
      watching: {
        interaction_id: ask.interaction_id,
        target_id: ask.target_id,
        mode: ask.mode,
        since: now(),
        state: 'on',
      },
    });
    this.play.tell({ kind: 'interaction.changed', interaction: this.watched, watcher_id: this.play.seat.agent_id }); // prettier-ignore
    this.change(ask.target_id, { watched_by: ['吴敏 Wu Min'], help_since: null });
    return ask.interaction_id;
  }

  do_unwatch() {
    const target = this.play.seat.watching?.target_id;
    this.watched = null;
    this.play.setSeat({ state: 'ready', since: now(), watching: null });
    if (target) this.change(target, { watched_by: [] });
  }

  do_take_over(ask) {
    this.do_unwatch();
    const row = [...this.rows.values()].find((one) => one.interaction_id === ask.interaction_id);
    if (row) this.change(row.agent_id, { state: 'after_call_work', since: now() });
  }

  do_force_clear(ask) {
    this.do_take_over(ask);
  }

  do_force_state(ask) {
    this.change(ask.target_id, { state: ask.state, reason_id: ask.reason_id ?? '', since: now(), cause: 'forced', by: '吴敏 Wu Min', why: ask.why }); // prettier-ignore
  }

  do_lock(ask) {
    this.change(ask.target_id, { locked: ask.on });
  }

  do_decide_reason(ask) {
    const row = this.rows.get(ask.target_id);
    const granted = ask.granted ? { state: 'not_ready', reason_id: row.asked_reason_id, since: now() } : {};
    this.change(ask.target_id, { ...granted, asked_reason_id: '', asked_at: null });
  }

  do_answer_help(ask) {
    this.change(ask.target_id, { help_since: null, help_text: '' });
  }

  do_extend_wrap_up_of() {}

  do_request_help(ask) {
    this.play.setSeat({
      help_since: ask.on ? (this.play.seat.help_since ?? now()) : null,
      help_text: ask.text ?? '',
    });
  }

  do_pull(ask) {
    this.without(ask.interaction_id);
    this.play.seat = { ...this.play.seat, state: 'ready' };
    this.play.frozen = false;
    this.play.ring();
  }

  do_pick_up(ask) {
    this.change(ask.target_id, { state: 'ready', since: now() });
    this.play.frozen = false;
    this.play.ring();
  }

  do_move_waiting(ask) {
    const one = this.without(ask.interaction_id);
    if (!one) return;
    const line = this.lines[ask.queue_id || one.queue_id];
    if (ask.place === 'front') line.unshift(one);
    else line.push(one);
    queues.forEach(({ id }) => this.play.tell(this.line(id)));
  }

  do_set_priority(ask) {
    for (const line of Object.values(this.lines))
      line.forEach((one) => one.interaction_id === ask.interaction_id && (one.priority = ask.priority));
    queues.forEach(({ id }) => this.play.tell(this.line(id)));
  }

  without(id) {
    for (const line of Object.values(this.lines)) {
      const at = line.findIndex((one) => one.interaction_id === id);
      if (at >= 0) {
        const [one] = line.splice(at, 1);
        queues.forEach((queue) => this.play.tell(this.line(queue.id)));
        return one;
      }
    }
    return null;
  }

  /** The api's routes of the floor; undefined for what is none. */
  api(method, path, body) {
    const [, what, id, act] = path.split('/');
    if (path.startsWith('/floor/interactions/')) {
      const row = [...this.rows.values()].find((one) => one.interaction_id === act);
      return row ? this.callOf(row) : undefined;
    }
    if (path.startsWith('/floor/agents/')) return body;
    if (what === 'floor-map') {
      if (method === 'PUT') this.map = { rooms: body.rooms, revision: this.map.revision + 1 };
      return this.map;
    }
    if (what === 'alarms') {
      this.alarms = act === 'done' ? this.alarms.filter((one) => one.alarm_id !== id) : this.alarms.map((one) => (one.alarm_id === id ? { ...one, ...(act === 'take' ? { state: 'taken', owner: '吴敏' } : { state: 'shelved', shelved_until: later(body.minutes * 60), shelved_why: body.why }) } : one)); // prettier-ignore
      this.play.tell(this.alarmsNow());
      return {};
    }
    if (what === 'plans') {
      this.plans = this.plans.map((one) => (one.plan_id === id ? { ...one, on: act === 'start', since: now(), until: later(14400), by_name: '吴敏' } : one)); // prettier-ignore
      this.play.tell({ kind: 'plans.changed', plans: this.plans });
      return {};
    }
    if (what === 'callbacks') return this.callbacksApi(method, id, act, body);
    if (what === 'messages') return this.messagesApi(method, id, body);
    return what === 'notices' ? this.noticesApi(method, id, act, body) : undefined;
  }

  callbacksApi(method, id, act, body) {
    if (id === 'missed')
      return { items: [{ interaction_id: 'x-1', number: '135 **** 4410', at: ago(2400), queue_id: 'q-fault', queue_name: '故障报修', waited: 131, result: 'abandoned', times: 2 }] }; // prettier-ignore
    if (method === 'POST' && !id) this.callbacks.push({ ...this.callbacks[0], callback_id: `cb-${Date.now()}`, number: body.number || '135 **** 4410', asked_at: now(), why: body.why ?? '', due: body.due ?? null, origin: 'agent' }); // prettier-ignore
    if (act === 'cancel') this.callbacks = this.callbacks.filter((one) => one.callback_id !== id);
    if (act === 'now') this.callbacks = this.callbacks.map((one) => (one.callback_id === id ? { ...one, state: 'calling' } : one)); // prettier-ignore
    const mine = this.callbacks.filter((one) => one.queue_id === 'q-fault');
    this.play.tell({ kind: 'callbacks.changed', queue_id: 'q-fault', callbacks: mine });
    return { callback_id: 'cb' };
  }

  messagesApi(method, id, body) {
    const me = this.play.seat.agent_id;
    const mine = (one) => ({ ...one, from_agent_id: one.from_agent_id === 'me' ? me : one.from_agent_id, to_agent_id: one.to_agent_id === 'me' ? me : one.to_agent_id }); // prettier-ignore
    if (id === 'read')
      this.messages = this.messages.map((one) => (body.message_ids.includes(one.message_id) ? { ...one, read_at: now() } : one)); // prettier-ignore
    else if (method === 'POST')
      this.messages.unshift({ message_id: `m-${Date.now()}`, at: now(), from_agent_id: 'me', from_name: '', to_agent_id: '', to_team_id: '', read_at: null, ...body }); // prettier-ignore
    const unread = this.messages.filter((one) => one.from_agent_id !== 'me' && !one.read_at).length;
    return { items: this.messages.map(mine), unread, next: null };
  }

  noticesApi(method, id, act, body) {
    if (act === 'readers') return { readers: [{ at: now() }, { at: null }, { at: now() }] };
    if (act === 'confirm') this.notices = this.notices.map((one) => (one.notice_id === id ? { ...one, confirmed_at: now() } : one)); // prettier-ignore
    else if (method === 'DELETE') this.notices = this.notices.filter((one) => one.notice_id !== id);
    else if (method === 'POST')
      this.notices.unshift({ notice_id: `n-${Date.now()}`, at: now(), by_name: '吴敏 Wu Min', confirmed_at: null, ...body }); // prettier-ignore
    return { notices: this.notices };
  }
}
