/** Every state of the call bar as the server would say it: `scene(name)` → what a hello holds. */
import { agents, dispositions, queues } from './center.mjs';

const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
const inFuture = (seconds) => ago(-seconds);

export const party = (role, name, change = {}) => ({
  leg_id: `leg-${role}`, role, name, number: '', agent_id: '', state: 'connected', muted: false, since: ago(161), ...change,
}); // prettier-ignore

export function seat(change = {}) {
  return {
    agent_id: 'a-1001', agent_number: '1001', name: '王丽 Wang Li', state: 'ready', reason_id: '', cause: 'own', since: ago(42),
    next: null, phone_reachable: true, screen_alive: true, phone_window: '', phone: 'browser', persistent_leg: true,
    interaction_id: '', until: null, answered_today: 17, by: '', why: '', locked: false, locked_by: '', locked_why: '', asked_reason_id: '', asked_at: null,
    help_since: null, help_text: '', desk_phone: '', watched_by: [], watching: null, ...change,
  }; // prettier-ignore
}

const me = party('agent', '王丽 Wang Li', { agent_id: 'a-1001' });
const customer = party('customer', '138 **** 2046', { number: '138 **** 2046' });
const colleague = party('consultant', '张华 Zhang Hua', {
  number: '1002',
  agent_id: 'a-1002',
  since: ago(22),
});

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
  'wrap_up',
  'save_notes',
];

export function interaction(change = {}) {
  return {
    interaction_id: 'i-1', agent_id: 'a-1001', state: 'talking', since: ago(161), direction: 'in', number: '138 **** 2046',
    place: '山东省济南市', carrier: '中国移动', queue_id: 'q-fault', queue_name: '故障报修', queue_name_en: 'Fault report',
    entry_point: '服务热线', entry_point_en: 'Service line', language: 'zh', arrived_at: ago(212), connected_at: ago(161), offered_at: ago(164), offer_until: null,
    waited: 48, attached_data: { account: '3701 0255 8817', district: '历下区' }, menu_path: ['故障报修', '停电'],
    parties: [customer, me], hears: { 'leg-agent': ['leg-customer'], 'leg-customer': ['leg-agent'] }, recording: 'on', notes: '',
    notes_revision: 0, disposition_id: '', earlier_notes: [], dispositions: dispositions.map((one) => one.id), until: null,
    why: '', result: '', can: TALK, card: { interactions: 6, last_at: ago(2 * 86400), last_note: '整楼停电，已派抢修', last_disposition: 'd-2' },
    because: [{ code: 'longest_idle', params: { seconds: '48' } }],
    callback_id: '', callback_of: '', watched_by: [], parked: 0, in_menu: null, ...change,
  }; // prettier-ignore
}

const talking = { state: 'talking', interaction_id: 'i-1', since: ago(161) };
const consultCan = [
  'swap',
  'mute',
  'complete_transfer',
  'end_consult',
  'conference',
  'send_dtmf',
  'clear',
  'pause_recording',
];

const SCENES = {
  logged_out: () => [seat({ state: 'logged_out', phone_reachable: false }), null],
  ready: () => [seat(), null],
  ringing: () => [
    seat({ state: 'reserved', interaction_id: 'i-1', since: ago(3) }),
    interaction({
      state: 'ringing',
      connected_at: null,
      offered_at: ago(3),
      offer_until: inFuture(12),
      can: ['answer', 'decline', 'save_notes'],
      parties: [customer],
      recording: 'off',
    }),
  ],
  talking: () => [seat({ ...talking, next: { ready: false, reason_id: 'r-meal' } }), interaction()],
  hold: () => [
    seat(talking),
    interaction({
      state: 'hold',
      since: ago(37),
      can: ['retrieve', 'mute', 'clear', 'consult', 'blind_transfer', 'pause_recording'],
    }),
  ],
  consult: () => [
    seat(talking),
    interaction({
      state: 'consult', since: ago(22), can: consultCan, parties: [{ ...customer, state: 'hold', since: ago(37) }, me, colleague],
      hears: { 'leg-agent': ['leg-consultant'], 'leg-consultant': ['leg-agent'], 'leg-customer': [] },
    }), // prettier-ignore
  ],
  conference: () => [
    seat(talking),
    interaction({
      state: 'conference',
      can: ['mute', 'clear', 'leave', 'hold', 'send_dtmf', 'pause_recording'],
      parties: [customer, me, colleague],
    }),
  ],
  dialing: () => [
    seat({ ...talking, since: ago(8) }),
    interaction({
      state: 'dialing', direction: 'out', since: ago(8), number: '0531 **** 2345', place: '山东省济南市', carrier: '', waited: 0, menu_path: [],
      connected_at: null, queue_id: '', queue_name: '', queue_name_en: '', can: ['mute', 'clear', 'send_dtmf'], recording: 'off',
      parties: [me, party('customer', '0531 **** 2345', { state: 'alerting' })], card: { interactions: 0, last_at: null, last_note: '', last_disposition: '' },
    }), // prettier-ignore
  ],
  after_call: () => [
    seat({ state: 'after_call_work', interaction_id: 'i-1', since: ago(18), until: inFuture(27) }),
    interaction({
      state: 'after_call_work',
      since: ago(18),
      until: inFuture(27),
      can: ['wrap_up', 'save_notes', 'extend_wrap_up'],
      parties: [],
      recording: 'off',
    }),
  ],
  not_ready: () => [seat({ state: 'not_ready', reason_id: 'r-meal', since: ago(724) }), null],
  missed: () => [seat({ state: 'not_ready', cause: 'missed', since: ago(65) }), null],
  no_phone: () => [seat({ state: 'ready', phone_reachable: false }), null],
  link_lost: () => [
    seat(talking),
    interaction({ state: 'link_lost', since: ago(5), can: ['mute', 'clear'], recording: 'unknown' }),
  ],
  in_menu: () => [
    seat(talking),
    interaction({
      state: 'in_menu', since: ago(9), recording: 'paused', can: ['take_back', 'clear', 'save_notes', 'wrap_up'],
      in_menu: { flow_id: 'f-rating', flow_name: '满意度评价', flow_name_en: 'Rating', node: 'ask', since: ago(9) },
    }),
  ], // prettier-ignore
  parked: () => [seat(), null],
  conference_four: () => [
    seat(talking),
    interaction({
      state: 'conference', can: ['mute', 'clear', 'leave', 'hold', 'consult', 'drop_party', 'mute_party', 'send_dtmf', 'pause_recording'],
      parties: [
        customer, me, party('consultant', '张华 Zhang Hua', { number: '1002', agent_id: 'a-1002' }),
        party('consultant', '', { number: '0531 **** 2345', leg_id: 'leg-fourth', muted: true }),
      ],
    }),
  ], // prettier-ignore
  second_window: () => [seat({ phone_window: 'another-window' }), null],
  over_limit: () => [
    seat({ state: 'not_ready', reason_id: 'r-rest', cause: 'over_limit', since: ago(1123), by: '吴敏 Wu Min', why: '客流已少' }),
    null,
  ], // prettier-ignore
  on_break: () => [
    seat({ state: 'not_ready', reason_id: 'r-rest', since: ago(244), until: inFuture(656), locked: true, locked_by: '王丽 Wang Li' }),
    null,
  ], // prettier-ignore
  set_next: () => [
    seat({
      ...talking, asked_reason_id: 'r-training', asked_at: ago(65), desk_phone: 'hall-1', phone: 'desk',
      next: { ready: false, reason_id: 'r-meal', log_out: false, by: '吴敏 Wu Min', why: '换班就餐' },
    }),
    interaction(),
  ], // prettier-ignore
  locked: () => [
    seat({ locked: true, locked_by: '吴敏 Wu Min', locked_why: '系统升级，请勿接打电话' }),
    null,
  ],
  watched: () => [
    seat({ ...talking, help_since: ago(21), watched_by: ['吴敏 Wu Min'], asked_reason_id: 'r-meal', asked_at: ago(33) }),
    interaction({ watched_by: ['吴敏 Wu Min'] }),
  ], // prettier-ignore
  watching: () => [
    seat({
      state: 'watching', since: ago(12),
      watching: { interaction_id: 'i-9', target_id: 'a-1002', mode: 'monitor', since: ago(12), state: 'on' },
    }),
    null,
    interaction({
      interaction_id: 'i-9', agent_id: 'a-1002', parties: [customer, { ...me, name: '张华 Zhang Hua', agent_id: 'a-1002' }], can: ['unwatch', 'watch', 'take_over', 'force_clear'],
    }),
  ], // prettier-ignore
  desk_phone: () => [
    seat({ phone: 'desk', persistent_leg: false, state: 'reserved', interaction_id: 'i-1', since: ago(3) }),
    interaction({
      state: 'ringing',
      connected_at: null,
      offered_at: ago(3),
      offer_until: inFuture(12),
      can: ['decline'],
      parties: [customer],
      recording: 'off',
    }),
  ],
};

export const SCENE_NAMES = Object.keys(SCENES);

export function scene(name) {
  const [mySeat, call, watched = null] = SCENES[name]();
  const unfinished = interaction({
    interaction_id: 'i-0', state: 'unfinished', number: '136 **** 9012', place: '山东省烟台市', arrived_at: ago(2400), since: ago(1800),
    queue_name: '账单咨询', queue_name_en: 'Billing', notes: '客户询问阶梯电价', notes_revision: 3, can: ['wrap_up', 'save_notes'], parties: [], recording: 'off',
  }); // prettier-ignore
  return { seat: mySeat, watched, interactions: call ? [unfinished, call] : [unfinished] };
}

const row = (n, state, change = {}) => ({
  agent_id: agents[n].id, agent_number: agents[n].agent_number, name: agents[n].name, team_id: 'team-a', state, reason_id: '',
  on_hold: false, phone_reachable: true, since: ago(70 + n * 100), queue_id: '', queue_name: '', queue_name_en: '', answered_today: 12 + n, direction: '', cause: 'own', by: '', why: '', next: null,
  interaction_id: '', until: null, locked: false, asked_reason_id: '', asked_at: null, help_since: null, help_text: '', desk_phone: '', watched_by: [], ...change,
}); // prettier-ignore

export const agentRows = () => [
  row(0, 'ready'),
  row(1, 'reserved'),
  row(2, 'talking', { queue_id: 'q-bill', queue_name: '账单咨询', queue_name_en: 'Billing', on_hold: true }),
  row(3, 'not_ready', { reason_id: 'r-meal', phone_reachable: false }),
];

export const queueViews = () =>
  queues.map((one, n) => ({
    callbacks: 0, expected_wait: null, not_ready: 1, ringing: 0, after_call_work: 1, queue_id: one.id, number: one.number, name: one.name, name_en: one.name_en, waiting: [3, 1, 0][n],
    oldest_arrived_at: n < 2 ? ago(52 - n * 20) : null, ready: [1, 2, 0][n], logged_in: 4, talking: 1, goal_seconds: 20, goal_share: 0.8,
    offered: 120 - n * 30, answered: 110 - n * 30, abandoned: 6, short_abandoned: 2, within_goal: 90 - n * 25, service_level: 0.824 - n * 0.06, asa: 11.2,
  })); // prettier-ignore
