/** Attendance of the played center: a day on which some were there and some have gone. */
const HOUR = 3600;
const at = (day, hour) => new Date(Date.parse(`${day}T00:00:00+08:00`) + hour * HOUR * 1000).toISOString();

const one = (day, n, name, from, to, talking, acw, rest, overruns = 0) => {
  const length = ((to ?? 16) - from) * HOUR;
  const not_ready = Object.values(rest).reduce((sum, seconds) => sum + seconds, 0);
  const reserved = talking * 0.02;
  const watching = n === 2001 ? 1900 : 0;
  return {
    agent_id: `a-${n}`, agent_number: String(n), name, team_id: n % 2 ? 'team-a' : '', first_in: at(day, from), last_out: to && at(day, to),
    sessions: n === 1003 ? 2 : 1, logged_in: length, worked: length - not_ready, talking, after_call_work: acw, reserved, watching,
    ready: Math.max(length - not_ready - talking - acw - reserved - watching, 0), not_ready, reasons: rest, overruns,
  }; // prettier-ignore
};

export function attendance(params) {
  const today = '2026-11-22';
  const day = params.get('day') ?? today;
  if (day < '2026-11-20') return { day, timezone: 'Asia/Shanghai', agents: [] };
  const still = day === today ? null : 17.5;
  return {
    day,
    timezone: 'Asia/Shanghai',
    agents: [
      one(day, 1002, '张华 Zhang Hua', 7.92, still, 11_640, 2710, { 'r-meal': 1930, 'r-rest': 820 }, 1),
      one(day, 1001, '王丽 Wang Li', 7.98, still, 12_870, 3020, { 'r-meal': 1725, 'r-rest': 1410 }),
      one(day, 1004, '刘燕 Liu Yan', 8.02, still, 9480, 2205, { 'r-meal': 1790, 'r-training': 3600 }),
      one(day, 2001, '吴敏 Wu Min', 8.4, still, 610, 0, { 'r-meeting': 3610, '': 420 }),
      one(day, 1003, '陈洁 Chen Jie', 9.05, 13.2, 6890, 1480, { 'r-rest': 2240 }, 3),
    ],
  };
}
