/** What administrators keep, in memory: lists, forms, refusals at their fields and warnings, as the server says them. */
import { agents, center, dispositions, queues, reasons, skills } from './center.mjs';
import { Refusal } from './play.mjs';

const queueDefaults = {
  choice: 'longest_idle', preferred: {}, rings: [], lend_while_waiting: 0, aging: 0, weight: 1, last_agent: false, last_agent_days: 30,
  hold_for: 0, by_region: false, qualification: '', declined: 'not_ready', unanswered: 'not_ready', busy: 'pause', unreachable: 'pause',
  max_expected_wait: 0, no_agents: 'wait', no_agents_number: '', after_wait: [], heavy_load_wait: 0, callback: 'no', callback_after: 60,
  callback_key: '1', callback_tries: 3, callback_again: 900, callback_calendar_id: '', pick_up_abandoned: false, say_agent_number: false,
  whisper_queue: false, whisper_prompt: '',
}; // prettier-ignore

const busyQueue = {
  skills: { 's-mandarin': 5 }, preferred: { 's-english': 3 }, aging: 1.5, weight: 3, last_agent: true, hold_for: 20, qualification: '安规证 Safety certificate',
  rings: [{ after: 30, skills: { 's-mandarin': 3 }, borrow: [] }, { after: 60, skills: {}, borrow: ['q-bill', 'q-english'] }],
  after_wait: [{ after: 120, do: 'callback', target: '' }, { after: 300, do: 'queue', target: 'q-bill' }, { after: 600, do: 'hang_up', target: 'goodbye' }],
  callback: 'agent_first', max_waiting: 200, max_expected_wait: 1200, overflow_queue: 'q-bill', heavy_load_wait: 300, pick_up_abandoned: true,
}; // prettier-ignore

const week = Array.from({ length: 7 }, (_, day) => (day < 5 ? [{ opens: '08:30', closes: '17:30' }] : []));
const agentDefaults = { queues: [], dial_right: 'national', regions: [], qualifications: {}, rank: 0, greeting: '', mobile: '', endpoint: '', persistent_leg: false, has_pin: false }; // prettier-ignore
const li = { regions: ['山东', '济南市'], qualifications: { '安规证 Safety certificate': '2027-03-31', '英语四级 CET-4': '', '急救 First aid': '2025-12-31' }, rank: 1, has_pin: true }; // prettier-ignore
const rule = (id, name, name_en, figure, limit, change = {}) => ({
  id, name, name_en, figure, limit, about: [], level: 'alert', enter_after: 15, leave_share: 0.8, leave_after: 30, deliver: ['screen'], mail_to: [], webhook: '', enabled: true, ...change,
}); // prettier-ignore

const kept = {
  queues: queues.map((one, n) => ({ ...one, ...queueDefaults, ...(n === 0 ? busyQueue : {}) })),
  agents: agents.map((one, n) => ({ ...one, ...agentDefaults, ...(n === 0 ? li : {}) })),
  reasons: reasons.map((one, n) => ({ at_limit: 'show', quota: n ? 0 : 2, approval: n === 2, ...one })),
  skills,
  dispositions,
  teams: center.teams,
  'entry-points': center.entry_points.map((one) => ({ media: '山东卫视 Shandong TV', ...one })),
  flows: [
    { id: 'f', name: '主流程', name_en: 'Main flow', version: 3, start: 'a', nodes: { a: { type: 'answer', next: 'c' }, c: { type: 'callback', queue_id: 'q-fault', priority: 0, next: 'q' }, q: { type: 'queue', queue_id: 'q-fault', priority: 0 } }, idle_release: 60, returns: false },
    { id: 'f-short', name: '精简流程', name_en: 'Short menu', version: 1, start: 'q', nodes: { q: { type: 'queue', queue_id: 'q-fault', priority: 0 } }, idle_release: 60, returns: false },
  ],
  calendars: [{ id: 'c-1', name: '工作时间', timezone: 'Asia/Shanghai', week, special_days: [] }],
  trunks: [{ id: 'tr-1', name: 'carrier-a', kind: 'ip', host: '203.0.113.10', port: 5060, transport: 'udp', username: '', allowed_ips: ['203.0.113.10'], outbound: true, order: 0, caller_number: '', enabled: true }],
  phones: [{ id: 'p-1', name: 'desk-1004', display_name: '1004 刘燕' }],
  plans: [{ id: 'pl-1', name: '台风', name_en: 'Storm', overflow: { 'q-fault': 'q-bill' }, flows: { 'e-1': 'f-short' }, heavy_load: ['q-fault'], callbacks_only: [], most_hours: 4 }],
  'do-not-call': [{ id: 'n-1', number: '+8613800138000', note: '本人要求，工单 2210 Own wish, ticket 2210' }],
  'alarm-rules': [
    rule('al-1', '故障报修等待过长', 'Long wait, fault report', 'longest_wait', 60, { about: ['q-fault'], level: 'alarm', deliver: ['screen', 'sound', 'mail', 'webhook'], mail_to: ['duty@example.com'], webhook: 'https://hooks.example.com/lingtong' }),
    rule('al-2', '服务水平', 'Service level', 'service_level', 0.8),
    rule('al-3', '中继中断', 'Trunk down', 'trunk_down', 30, { level: 'alarm', deliver: ['screen', 'sound'] }),
  ],
  users: [],
  roles: [],
}; // prettier-ignore

const prompts = ['goodbye', 'welcome', 'wang_li_greeting', 'fault_whisper'].flatMap((name) =>
  ['zh', 'en'].map((language) => ({
    name,
    language,
    seconds: 2,
    text: name,
    generated: true,
    spoken: language,
  })),
);

const found = (field, code, severity = 'error', params = {}) => ({
  field, code, severity, params, message: `${field}: ${code}`,
}); // prettier-ignore

function findings(kind, body) {
  const all = [];
  if (kind === 'queues') {
    (body.rings ?? []).forEach(({ after, borrow, skills: levels }, at) => {
      if (at && after <= body.rings[at - 1].after) all.push(found(`rings.${at}.after`, 'rings_order'));
      if (borrow.includes(body.id)) all.push(found(`rings.${at}.borrow`, 'borrows_itself'));
      if (!borrow.length && !Object.keys(levels).length)
        all.push(found(`rings.${at}`, 'ring_finds_nobody', 'warning'));
    });
    (body.after_wait ?? []).forEach((one, at) => {
      if (one.do === 'callback' && body.callback === 'no')
        all.push(found(`after_wait.${at}`, 'callback_off'));
      if (body.max_wait && one.after >= body.max_wait)
        all.push(found(`after_wait.${at}`, 'never_reached', 'warning'));
    });
    if (body.choice === 'ring_all') all.push(found('choice', 'ring_all_connected', 'warning'));
    if (body.no_agents === 'overflow' && !body.overflow_queue) all.push(found('no_agents', 'target_missing'));
  }
  const empty = ['overflow', 'flows', 'heavy_load', 'callbacks_only'].every(
    (name) => Object.keys(body[name] ?? {}).length === 0,
  );
  if (kind === 'plans' && empty) all.push(found('name', 'plan_empty', 'warning'));
  return all;
}

/** Undefined where it is not about the administrators' things. */
export function adminApi(method, path, body) {
  if (path === '/alarms/webhook-secret') return { secret: 'hk7Qm2xVtN5rWc9PdLz3sYfB8jGuEa4T' };
  const asked = /^\/admin\/([^/]+)(?:\/([^/]+))?/.exec(path);
  if (!asked) return undefined;
  const [, kind, id] = asked;
  if (kind === 'prompts') return prompts;
  if (kind === 'audit' && id === 'chain') return { checked: 0, until: 0, broken_at: null };
  if (kind === 'audit') return { items: [], next: null };
  const list = kept[kind];
  if (!list) return undefined;
  if (method === 'GET' && !id) return list;
  if (method === 'POST') return save(kind, { id: `${kind}-${list.length + 1}`, revision: 0 }, body);
  const one = list.find((other) => other.id === id);
  if (!one) throw new Refusal('catalog.unknown', 404, 'gone');
  if (method === 'PUT') return save(kind, one, body);
  return {
    revision: 1,
    ...one,
    warnings: findings(kind, one).filter(({ severity }) => severity === 'warning'),
  };
}

function save(kind, old, body) {
  const fresh = { ...old, ...body, revision: (old.revision ?? 1) + 1 };
  const said = findings(kind, fresh);
  const errors = said.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw Object.assign(new Refusal('catalog.invalid', 422, 'Some fields need another value.'), { errors });
  kept[kind] = [...kept[kind].filter(({ id }) => id !== fresh.id), fresh];
  return { ...fresh, warnings: said };
}
