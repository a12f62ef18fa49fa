import {
  type AgentRow,
  type AnyCommand,
  type WaitingView,
  type Watch,
  command,
  useLive,
  useSession,
} from '@lingtong/client';
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';

import { useRefusals } from '../../refusals/say';

export type Mode = NonNullable<Watch['mode']>;
export const MODES: readonly Mode[] = ['monitor', 'whisper', 'barge_in'];

/** What a supervisor may do, and does, from the board. */
export const useFloor = defineStore('floor', () => {
  const live = useLive();
  const session = useSession();
  const say = useRefusals();
  const problem = ref('');

  const everybody = computed(() => session.may('floor.supervise_all'));
  const supervises = computed(() => everybody.value || session.may('floor.supervise'));
  /** Acts upon seats and calls are commands of an agent: who has no number looks on. */
  const acts = computed(() => supervises.value && session.agentId !== '' && session.may('desk.use'));
  const ownTeam = computed(() => live.agents.get(session.agentId)?.team_id ?? '');
  const watching = computed(() => live.seat?.watching ?? null);

  const reaches = (row: Pick<AgentRow, 'team_id' | 'agent_id'>): boolean =>
    acts.value &&
    row.agent_id !== session.agentId &&
    (everybody.value || (ownTeam.value !== '' && row.team_id === ownTeam.value));

  /** Runs it; what was refused is said in `problem`, and false given. */
  async function attempt(run: () => Promise<unknown>): Promise<boolean> {
    try {
      await run();
      problem.value = '';
      return true;
    } catch (error) {
      problem.value = say(error);
      return false;
    }
  }

  const ask = (what: AnyCommand): Promise<boolean> => attempt(() => command(what));

  async function leave(): Promise<boolean> {
    const now = watching.value;
    return !now || ask({ do: 'unwatch', interaction_id: now.interaction_id });
  }

  /** Into the agent's call, or up and down in it; out of another call first. */
  async function watch(row: AgentRow, mode: Mode): Promise<boolean> {
    if (!row.interaction_id) return false;
    const now = watching.value;
    if (now && now.target_id !== row.agent_id && !(await leave())) return false;
    return ask({ do: 'watch', interaction_id: row.interaction_id, target_id: row.agent_id, mode });
  }

  const pull = (one: WaitingView): Promise<boolean> =>
    ask({ do: 'pull', interaction_id: one.interaction_id });

  return {
    problem,
    supervises,
    acts,
    everybody,
    ownTeam,
    watching,
    reaches,
    attempt,
    ask,
    watch,
    leave,
    pull,
  };
});
