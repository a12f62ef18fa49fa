import type { AgentRow } from '@lingtong/client';

import { shownState } from './rows';

/** One sentence of what is going on at a seat, as message keys with their parameters. */
export interface Said {
  readonly key: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface Words {
  reason(id: string): string;
  queue(id: string): string;
}

export function situationOf(row: AgentRow, words: Words): Said[] {
  return [now(row, words), ...forced(row), ...next(row, words)];
}

function now(row: AgentRow, words: Words): Said {
  const state = shownState(row);
  const queue = words.queue(row.queue_id);
  const params = { queue, n: row.answered_today, reason: words.reason(row.reason_id) };
  if (state === 'not_ready')
    return { key: row.reason_id ? 'floor.now.break' : 'floor.now.not_ready', params };
  if (state === 'talking' || state === 'hold') {
    const way = row.direction === 'out' || row.direction === 'internal' ? row.direction : 'in';
    const to = way === 'in' && !queue ? 'direct' : way;
    return { key: `floor.now.${state}_${to}`, params };
  }
  if ((state === 'reserved' || state === 'after_call_work') && !queue)
    return { key: `floor.now.${state}_direct`, params };
  return { key: `floor.now.${state}`, params };
}

const forced = (row: AgentRow): Said[] =>
  row.cause === 'forced' && row.by
    ? [{ key: row.why ? 'floor.now.forced_why' : 'floor.now.forced', params: { by: row.by, why: row.why } }]
    : [];

function next(row: AgentRow, words: Words): Said[] {
  if (!row.next) return [];
  const { ready, log_out, reason_id, by } = row.next;
  const key = log_out ? 'log_out' : ready ? 'ready' : 'break';
  return [{ key: `floor.now.next_${key}`, params: { reason: words.reason(reason_id), by } }];
}
