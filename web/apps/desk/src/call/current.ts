import { type InteractionView, useLive } from '@lingtong/client';
import { computed } from 'vue';

/** Order in which an interaction may own the bar: a live voice before a ring, a ring before a wrap-up. */
const RANK: Readonly<Record<InteractionView['state'], number>> = {
  talking: 0,
  hold: 0,
  in_menu: 0,
  consult: 0,
  conference: 0,
  link_lost: 0,
  dialing: 1,
  calling_back: 1,
  ringing: 2,
  after_call_work: 3,
  unfinished: 9,
};

export function barOwner(all: Iterable<InteractionView>): InteractionView | null {
  const sorted = [...all]
    .filter((one) => RANK[one.state] < 9)
    .sort((a, b) => RANK[a.state] - RANK[b.state] || a.arrived_at.localeCompare(b.arrived_at));
  return sorted[0] ?? null;
}

export const isLive = (one: InteractionView) => RANK[one.state] < 2;

/** The interaction that owns the call bar, and those in hand in the order of arrival. */
export function useCurrent() {
  const live = useLive();
  const current = computed(() => barOwner(live.interactions.values()));
  const inHand = computed(() =>
    [...live.interactions.values()].sort((a, b) => a.arrived_at.localeCompare(b.arrived_at)),
  );
  return { current, inHand };
}
