import type { InteractionView, PartyView, Watching } from '@lingtong/client';

import { partyName, shownNumber } from './names';

/** Who hears whom while a supervisor is in a call, as message keys: the bar and the drawer say the same. */
export interface Hearing {
  readonly key: string;
  readonly params: Readonly<Record<string, string>>;
  /** Who hears the supervisor: a key with the same parameters; empty while connecting. */
  readonly back: string;
  /** Who waits with music meanwhile; empty if nobody does. */
  readonly music: string;
}

export function hearing(watching: Watching, view: InteractionView | null, agent: string): Hearing {
  if (watching.state === 'connecting')
    return {
      key: watching.target_id ? 'call.watch.connecting' : 'call.watch.connecting_menu',
      params: { agent },
      back: '',
      music: '',
    };
  if (!watching.target_id)
    return { key: 'call.watch.menu', params: { agent }, back: 'call.watch.back.monitor', music: '' };
  const others = view ? spokenWith(view, watching.target_id) : [];
  const key = `call.watch.${watching.mode}${others.length ? '' : '_alone'}`;
  const back = `call.watch.back.${watching.mode}`;
  return { key, params: { agent, others: others.join(', ') }, back, music: view ? hearsMusic(view) : '' };
}

/** Whom the watched agent speaks with now. */
function spokenWith(view: InteractionView, targetId: string): string[] {
  const target = view.parties.find((one) => one.agent_id === targetId);
  const heard = target && view.hears[target.leg_id];
  return view.parties
    .filter((one) => one.agent_id !== targetId && one.role !== 'supervisor')
    .filter((one) => (heard ? heard.includes(one.leg_id) : one.state === 'connected'))
    .map((one) => named(view, one));
}

function hearsMusic(view: InteractionView): string {
  const customer = view.parties.find((one) => one.role === 'customer');
  const waits = view.state === 'hold' || view.state === 'link_lost' || customer?.state === 'hold';
  return waits && customer ? named(view, customer) : '';
}

const named = (view: InteractionView, one: PartyView): string =>
  one.role === 'customer' && !one.agent_id ? shownNumber(view.number) : partyName(one);
