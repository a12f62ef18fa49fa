import type { Exit } from './model/flow';
import type { NodeFigures, Statistics } from './api';

/** Figures of a period as they are drawn on the flow. */
export interface Heat {
  readonly calls: number;
  of(node: string): NodeFigures | undefined;
  line(node: string, exit: Exit): number;
  /** 0 to 1: how much of all calls. */
  share(count: number): number;
}

export function heatOf(statistics: Statistics): Heat {
  const calls = statistics.containment.calls;
  const most = Math.max(1, calls, ...Object.values(statistics.nodes).map(({ entered }) => entered));
  return {
    calls,
    of: (node) => statistics.nodes[node],
    line: (node, exit) => statistics.nodes[node]?.exits[exit.name] ?? 0,
    share: (count) => Math.min(1, count / most),
  };
}

export interface Told {
  readonly gaveUp: { readonly node: string; readonly count: number; readonly share: number } | null;
  readonly slowest: { readonly node: string; readonly seconds: number } | null;
}

/** Where most callers hang up, and where a caller stays longest. */
export function toldBy(statistics: Statistics): Told {
  const nodes = Object.entries(statistics.nodes);
  const left = nodes.filter(([, one]) => one.hung_up > 0).sort(([, a], [, b]) => b.hung_up - a.hung_up)[0];
  const slow = nodes
    .filter(([, one]) => one.entered > 0 && (one.mean_seconds ?? 0) > 0)
    .sort(([, a], [, b]) => (b.mean_seconds ?? 0) - (a.mean_seconds ?? 0))[0];
  const calls = Math.max(1, statistics.containment.calls);
  return {
    gaveUp: left ? { node: left[0], count: left[1].hung_up, share: left[1].hung_up / calls } : null,
    slowest: slow ? { node: slow[0], seconds: slow[1].mean_seconds ?? 0 } : null,
  };
}
