/** Simulations and sizes of the played center: a day with a busy morning, played without the engine. */
import { queues } from './center.mjs';

const HALF_HOURS = 48;
const runs = [];
const near = (value, by) => [value, Math.max(value - by, 0), value + by].map((one) => +one.toFixed(4));
const share = (value, by) => near(Math.min(value, 0.995 - by), by);

const callsAt = (half) => {
  if (half < 16 || half > 41) return 0;
  return Math.round(18 + 46 * Math.exp(-((half - 20) ** 2) / 14) + 26 * Math.exp(-((half - 31) ** 2) / 20));
};

function figures(calls, agents) {
  if (calls === 0) {
    const none = [0, 0, 0];
    return { offered: none, answered: none, abandoned: none, other: none, longest: none, service_level: null, asa: null, occupancy: null }; // prettier-ignore
  }
  const load = calls / (agents * 5.4);
  const level = 1 / (1 + Math.exp(9 * (load - 1)));
  const left = calls * (1 - level) * 0.2;
  return {
    offered: [calls, calls, calls],
    answered: near(calls - left, 1),
    abandoned: near(left, 1),
    other: [0, 0, 0],
    longest: near(20 + 160 * (1 - level), 12),
    service_level: share(level, 0.04),
    asa: near(3 + 70 * (1 - level) ** 1.5, 3),
    occupancy: share(Math.min(0.3 + 0.6 * load, 0.98), 0.015),
  };
}

function curve(agents, times) {
  const intervals = Array.from({ length: HALF_HOURS }, (_, half) => figures(callsAt(half) * times, agents));
  const calls = intervals.reduce((sum, one) => sum + one.offered[0], 0);
  const mean = (name) => {
    const used = intervals.filter((one) => one[name]);
    return used.reduce((sum, one) => sum + one[name][0] * one.offered[0], 0) / calls;
  };
  const left = intervals.reduce((sum, one) => sum + one.abandoned[0], 0);
  const day = {
    ...figures(1, 1),
    offered: [calls, calls, calls],
    answered: near(calls - left, 6),
    abandoned: near(left, 6),
    longest: near(Math.max(...intervals.map((one) => one.longest[0])), 12),
    service_level: share(mean('service_level'), 0.008),
    asa: near(mean('asa'), 1),
    occupancy: share(mean('occupancy'), 0.004),
  };
  return { day, intervals };
}

const sheet = (agents, times = 1) => ({
  total: curve(agents, times),
  queues: Object.fromEntries(queues.map(({ id }) => [id, curve(agents, times)])),
});

function answerTo({ day = '', traffic, changes = {} }) {
  const [change] = Object.values(changes.queues ?? {});
  const base = traffic ? { total: curve(9, 1), queues: { '*': curve(9, 1) } } : sheet(8);
  const own = { id: '*', number: '*', name: '*', name_en: '*', goal_seconds: 20, goal_share: 0.8 };
  return {
    day, length: 86_400, calls: base.total.day.offered[0], seeds: 5, took: 1.3, agents: 8, agents_changed: 8 + (change?.agents ?? 0),
    queues: traffic ? [own] : queues, base, truth: traffic ? null : sheet(8.2),
    changed: change ? sheet(8 + (change.agents ?? 0) + (change.rules?.rings ? 1 : 0), change.volume ?? 1) : null,
  }; // prettier-ignore
}

const view = (run) => ({ ...run, answer: undefined });

/** Like the api: progress grows from look to look. */
export function simulation(method, path, body) {
  if (path === '/simulation' && method === 'GET')
    return { days: ['2026-11-20', '2026-11-19', '2026-11-18'], runs: runs.map(view) };
  if (path === '/simulation') {
    const run = {
      id: `run-${runs.length + 1}`, asked_by: '2001', asked_at: new Date().toISOString(), day: body.day ?? '', changes: body.changes ?? {},
      traffic: body.traffic ?? null, state: 'running', step: 'reading', progress: 0, refused: null, answer: answerTo(body),
    }; // prettier-ignore
    runs.unshift(run);
    return view(run);
  }
  const run = runs.find(({ id }) => path.endsWith(id));
  if (!run) return undefined;
  if (method === 'DELETE') run.state = 'stopped';
  if (run.state === 'running') {
    run.progress = Math.min(run.progress + 0.34, 1);
    run.step = run.progress > 0.5 ? 'comparing' : 'playing';
    if (run.progress === 1) run.state = 'done';
  }
  return run.state === 'done' ? run : view(run);
}

export function size(params) {
  const load = (Number(params.get('calls')) * Number(params.get('handling'))) / 3600;
  const agents = Math.ceil(load + 1.1 * Math.sqrt(load));
  const choice = (count) => ({
    agents: count, service_level: 1 / (1 + Math.exp(-(count - load) / 2)), asa: count > load ? 40 / (count - load) : null,
    waits: 0.2, abandoned: 0, occupancy: Math.min(load / count, 1),
  }); // prettier-ignore
  const choices = [-3, -2, -1, 0, 1, 2, 3].map((more) => choice(Math.max(agents + more, 1)));
  const paid = Math.ceil(agents / (1 - Number(params.get('shrinkage') ?? 0)));
  return {
    load,
    formula: Number(params.get('patience')) ? 'A' : 'C',
    agents,
    paid,
    lines: agents + 8,
    choices,
  };
}

export function seats(params) {
  const of = (name) => Number(params.get(name));
  const load = (of('people') * of('asking') * of('busy_share') * of('handling')) / 3600;
  const exact = load / of('seat_load');
  return { exact, seats: Math.round(exact), load, erlang: Math.ceil(load + 1.1 * Math.sqrt(load)) };
}
