import type { AgentRow, QueueView } from '@lingtong/client';
import type { ShownState } from '@lingtong/ui';

export const SORTS = ['state', 'name', 'time'] as const;
export type Sort = (typeof SORTS)[number];

/** What needs a look comes first; those who are away come last. */
const STATE_RANK: Readonly<Record<ShownState, number>> = {
  unreachable: 0,
  hold: 1,
  talking: 2,
  watching: 2,
  reserved: 3,
  after_call_work: 4,
  ready: 5,
  not_ready: 6,
  logged_out: 7,
};

/** The state that is shown: an unreachable phone outweighs everything but being away. */
export function shownState(row: AgentRow): ShownState {
  if (row.state === 'logged_out') return 'logged_out';
  if (!row.phone_reachable) return 'unreachable';
  return row.state === 'talking' && row.on_hold ? 'hold' : row.state;
}

/** Who waits for a supervisor comes before everybody, whatever the order: a call for help, then a wish. */
const needRank = (row: AgentRow): number => (row.help_since ? 0 : row.asked_reason_id ? 1 : 2);

export function sorted(rows: readonly AgentRow[], sort: Sort): AgentRow[] {
  const byNumber = (a: AgentRow, b: AgentRow): number => a.agent_number.localeCompare(b.agent_number);
  const bySince = (a: AgentRow, b: AgentRow): number => a.since.localeCompare(b.since);
  const byState = (a: AgentRow, b: AgentRow): number => STATE_RANK[shownState(a)] - STATE_RANK[shownState(b)];
  const compare = {
    state: (a: AgentRow, b: AgentRow) => byState(a, b) || bySince(a, b) || byNumber(a, b),
    name: (a: AgentRow, b: AgentRow) => a.name.localeCompare(b.name, 'zh-CN') || byNumber(a, b),
    time: (a: AgentRow, b: AgentRow) => bySince(a, b) || byNumber(a, b),
  }[sort];
  return [...rows].sort((a, b) => needRank(a) - needRank(b) || compare(a, b));
}

/**
 * The rows in the order in which they stood, so that none moves under the pointer: those who are gone are left
 * out, those who are new come last. The sort is applied again by whoever calls `sorted`.
 */
export function inOrder(rows: readonly AgentRow[], order: readonly string[]): AgentRow[] {
  const place = new Map(order.map((id, at) => [id, at]));
  const at = (row: AgentRow): number => place.get(row.agent_id) ?? order.length;
  return [...rows].sort((a, b) => at(a) - at(b) || a.agent_number.localeCompare(b.agent_number));
}

export interface Limits {
  /** Seconds allowed, 0 for none. */
  reason(id: string): number;
  afterCallWork(queueId: string): number;
}

/** From how many seconds on the time in this state is over its limit; null where there is none. */
export function limitOf(row: AgentRow, limits: Limits): number | null {
  if (row.state === 'not_ready') return limits.reason(row.reason_id) || null;
  if (row.state === 'after_call_work') return limits.afterCallWork(row.queue_id) || null;
  return null;
}

export interface Sum {
  readonly waiting: number;
  readonly ready: number;
  readonly loggedIn: number;
  /** Arrival of the caller who waits longest. */
  readonly oldest: string | null;
  readonly serviceLevel: number | null;
}

/** The line over the queues. The service level of all is that of their calls together, not a mean of shares. */
export function sumOf(queues: readonly QueueView[], agents: readonly AgentRow[]): Sum {
  const oldest = queues.flatMap(({ oldest_arrived_at }) => oldest_arrived_at ?? []).sort()[0] ?? null;
  const add = (count: (queue: QueueView) => number): number =>
    queues.reduce((sum, queue) => sum + count(queue), 0);
  const counted = add((queue) => queue.answered + queue.abandoned - queue.short_abandoned);
  return {
    waiting: add(({ waiting }) => waiting),
    ready: agents.filter((row) => shownState(row) === 'ready').length,
    loggedIn: agents.filter(({ state }) => state !== 'logged_out').length,
    oldest,
    serviceLevel: counted > 0 ? add(({ within_goal }) => within_goal) / counted : null,
  };
}
