import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';

import type { Disposition, EntryPoint, QueueConfig, Reason, Site, Skill, Team } from './generated';
import { http } from './http';

export interface CenterAgent {
  readonly id: string;
  readonly agent_number: string;
  readonly name: string;
  readonly team_id: string;
  readonly skills: Readonly<Record<string, number>>;
  readonly phone: 'browser' | 'desk' | 'mobile';
}

/** The names that every signed-in person may know. */
export interface CenterNames {
  readonly revision: number;
  readonly tenant: { readonly id: string; readonly name: string };
  readonly queues: readonly QueueConfig[];
  readonly reasons: readonly Reason[];
  readonly dispositions: readonly Disposition[];
  readonly agents: readonly CenterAgent[];
  readonly skills: readonly Skill[];
  readonly teams: readonly Team[];
  readonly sites: readonly Site[];
  readonly entry_points: readonly EntryPoint[];
  /** To which an agent can send a customer, who comes back. */
  readonly menus: readonly { readonly id: string; readonly name: string; readonly name_en: string }[];
}

export const centerKey = ['center'] as const;

/** Fetched once, and again when the live socket says that it changed. */
export function useCenter() {
  const query = useQuery({
    queryKey: centerKey,
    queryFn: () => http.get<CenterNames>('/api/center'),
    staleTime: Infinity,
  });
  const names = computed(() => query.data.value);
  const byId = <T extends { id: string }>(list: (names: CenterNames) => readonly T[]) =>
    computed(() => new Map((names.value ? list(names.value) : []).map((one) => [one.id, one])));
  return {
    query,
    names,
    reasons: byId((all) => all.reasons),
    dispositions: byId((all) => all.dispositions),
    queues: byId((all) => all.queues),
    agents: byId((all) => all.agents),
    teams: byId((all) => all.teams),
  };
}
