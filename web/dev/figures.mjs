/** Figures, boards and the line for all walls of the played center. */
import { queueViews } from './scenes.mjs';

const counted = (one, share) => ({
  offered: Math.round(one.offered * share), answered: Math.round(one.answered * share), abandoned: Math.round(one.abandoned * share),
  short_abandoned: 1, within_goal: Math.round(one.within_goal * share), other: 0, handled: Math.round(one.answered * share),
  service_level: one.service_level, answer_rate: 0.93, asa: one.asa, aht: 243,
}); // prettier-ignore
const hour = (share) => ({
  arrivals: Math.round(420 * share), answered: Math.round(388 * share), handled: Math.round(380 * share), lost: Math.round(26 * share),
  queued: Math.round(400 * share), queue_ends: Math.round(396 * share), queue_time: 5200 * share, lost_time: 812 * share, average_queue_time: 13.1,
}); // prettier-ignore
const point = (id, number, name, name_en, media, share) => ({
  entry_point_id: id, number, name, name_en, media, in_menu: 2, waiting: Math.round(4 * share), talking: Math.round(9 * share),
  oldest_queued_at: new Date(Date.now() - 74_000).toISOString(), last_arrived_at: new Date().toISOString(),
  hour_starts: new Date().toISOString(), this_hour: hour(share), last_hour: hour(share * 1.4), today: hour(share * 8),
}); // prettier-ignore

export const figures = () => ({
  kind: 'figures.changed',
  at: new Date().toISOString(),
  whole: true,
  queues: queueViews().map((one) => ({
    queue_id: one.queue_id, number: one.number, name: one.name, name_en: one.name_en, goal_seconds: one.goal_seconds, goal_share: one.goal_share,
    waiting: one.waiting, callbacks: 2, oldest_queued_at: one.oldest_arrived_at, expected_wait: 95, logged_in: one.logged_in, ready: one.ready,
    not_ready: 1, ringing: 0, talking: one.talking, after_call_work: 1, arrivals: [4, 6, 5, 8, 9, 7, 6, 9, 12, 14, 13, 6], change: 0.38,
    interval_starts: new Date().toISOString(), interval: counted(one, 0.1), today: counted(one, 1),
  })), // prettier-ignore
  entry_points: [
    point('e1', '95598', '故障热线', 'Fault line', '', 1),
    point('e2', '4001001', '央视一套', 'CCTV-1', 'CCTV-1', 0.6),
    point('e3', '4001002', '湖南卫视', 'Hunan TV', '湖南卫视', 0.3),
  ],
  media: [point('', '', 'CCTV-1', '', 'CCTV-1', 0.6), point('', '', '湖南卫视', '', '湖南卫视', 0.3)],
  agents: [],
  counters: { logged_in: 38, ready: 6, not_ready: 5, ringing: 2, talking: 21, on_hold: 1, outbound: 3, after_call_work: 4, unreachable: 1 }, // prettier-ignore
  trunks: [
    { trunk_id: 't1', name: 'carrier', up: true, since: new Date().toISOString(), incoming: 24, outgoing: 3 },
  ],
  ports: { in_use: 61, most: 400, phones: 40, phones_up: 39 },
});

export const message = () => ({ kind: 'board.message', text: '暴雨：请告知客户抢修人员90分钟内到达', level: 'warning', until: null, by: '吴敏' }); // prettier-ignore

const boards = new Map();
let serial = 0;

export function boardsApi(method, path, body) {
  const [, , id] = path.split('/');
  if (id === 'message') return method === 'PUT' ? { ...message(), ...body } : message();
  if (method === 'GET') return id ? boards.get(id) : [...boards.values()];
  if (method === 'DELETE') return (boards.delete(id), {});
  const key = id ?? `board-${(serial += 1)}`;
  boards.set(key, { ...body, id: key, revision: (boards.get(key)?.revision ?? 0) + 1 });
  return boards.get(key);
}
