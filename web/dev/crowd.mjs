/** The crowd, the lines and the hall with which the played floor begins. */
import { queues, reasons } from './center.mjs';

export const now = () => new Date().toISOString();
export const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
export const later = (seconds) => ago(-seconds);
const FAMILY = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张';
const GIVEN = ['伟', '秀英', '丽', '强', '敏', '静', '磊', '洋', '艳', '勇', '娟', '涛', '明', '超', '秀兰', '霞', '平', '刚', '桂英']; // prettier-ignore
const LATIN = ['Zhao Wei', 'Qian Xiu', 'Sun Li', 'Li Qiang', 'Zhou Min', 'Wu Jing', 'Zheng Lei', 'Wang Yang', 'Feng Yan', 'Chen Yong']; // prettier-ignore
const STATES = ['talking', 'talking', 'talking', 'ready', 'talking', 'after_call_work', 'talking', 'not_ready', 'reserved', 'talking', 'logged_out']; // prettier-ignore

const fill = {
  direction: '', cause: 'own', by: '', why: '', next: null, interaction_id: '', until: null, locked: false, asked_reason_id: '', asked_at: null,
  help_since: null, help_text: '', desk_phone: '', watched_by: [],
}; // prettier-ignore

export function crowd(count) {
  return Array.from({ length: count }, (_, n) => {
    const state = STATES[(n * 7 + (n >> 3)) % STATES.length];
    const queue = queues[n % 3];
    const inCall = ['talking', 'reserved', 'after_call_work'].includes(state);
    return {
      ...fill,
      agent_id: `c-${n}`, agent_number: String(1100 + n), name: `${FAMILY[(n * 5) % FAMILY.length]}${GIVEN[(n * 3) % GIVEN.length]} ${LATIN[n % LATIN.length]}`,
      team_id: n % 3 ? 'team-a' : 'team-b', state, reason_id: state === 'not_ready' ? reasons[n % reasons.length].id : '',
      on_hold: state === 'talking' && n % 9 === 4, phone_reachable: n % 23 !== 11, since: ago(((n * 37) % 600) + 5), answered_today: (n * 13) % 42,
      queue_id: inCall ? queue.id : '', queue_name: inCall ? queue.name : '', queue_name_en: inCall ? queue.name_en : '', direction: inCall ? 'in' : '',
      interaction_id: inCall ? `f-${n}` : '', desk_phone: '',
    }; // prettier-ignore
  });
}

export const waiting = (queue_id, number, n, change = {}) => ({
  interaction_id: `w-${queue_id}-${n}`, queue_id, number, place: ['山东省济南市', '山东省烟台市', '北京市'][n % 3], region: '', priority: 0,
  arrived_at: ago(130 - n * 31), queued_at: ago(120 - n * 31), place_in_line: n + 1, offered_to: '', ...change,
}); // prettier-ignore

export const alarm = (alarm_id, level, figure, change) => ({
  alarm_id, rule_id: 'r', rule: '排队告警', level, figure, about_kind: 'queue', about_id: 'q-fault', about: '故障报修', about_en: 'Fault report',
  value: 130, limit: 60, since: ago(74), sound: false, state: 'open', owner_id: '', owner: '', shelved_until: null, shelved_why: '', children: 0, ...change,
}); // prettier-ignore

/** A hall with a room of each layout, near enough to what the editor draws. */
export function hall(ids) {
  const step = 1.15;
  let next = 0;
  const seat = (x, y, turn = 0) => ({ x: +x.toFixed(2), y: +y.toFixed(2), turn, agent_id: ids[next++] ?? null, label: `B${next}` }); // prettier-ignore
  const island = (n) => [0, 1, 2, 3, 4, 5].map((i) => seat(0.75 + (i % 3) * step + n * 4.35, i < 3 ? 0.75 : 1.9, i < 3 ? 180 : 0)); // prettier-ignore
  const radius = step / (2 * Math.sin(Math.PI / 8));
  const ring = [...Array(8).keys()].map((i) => {
    const a = (i / 8) * 2 * Math.PI - Math.PI / 2;
    const turn = Math.round((Math.atan2(-Math.cos(a), Math.sin(a)) * 180) / Math.PI + 360) % 360;
    return seat(0.75 + radius * (1 + Math.cos(a)), 0.75 + radius * (1 + Math.sin(a)), turn);
  });
  const matrix = [0, 1].flatMap(island).concat([0, 1].flatMap(island).map((one) => ({ ...one, y: one.y + 2.9 }))); // prettier-ignore
  return [
    { name: '一号厅', layout: 'matrix', seats: matrix },
    { name: '二号厅', layout: 'carousel', seats: ring },
  ];
}
