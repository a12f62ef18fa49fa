import type { InMenu, InteractionView, PartyView } from '@lingtong/client';

import { type Identity, type Piece, line, place, who } from './line';
import { partyName } from './names';

const HOLD_AMBER = 45;

/** The customer walks a menu and comes back to this agent. */
export function inMenu(of: InteractionView, menu: InMenu, flow: string): Identity {
  return line(
    [{ key: 'call.in_menu', params: { who: who(of), flow }, strong: true, since: menu.since }],
    place(of),
  );
}

export function hold(of: InteractionView): Identity {
  const music: Piece = {
    key: 'call.hears_music',
    params: { who: who(of) },
    strong: true,
    since: of.since,
    amberAfter: HOLD_AMBER,
  };
  return line([music], place(of));
}

export function consult(of: InteractionView): Identity {
  const other = of.parties.find((party) => party.role === 'consultant');
  const customer = of.parties.find((party) => party.role === 'customer');
  const withCustomer = hearsMe(of, customer) && !hearsMe(of, other);
  const calling = other !== undefined && other.state !== 'connected' && other.state !== 'hold';
  const speakTo = withCustomer ? who(of) : partyName(other);
  const waits: Piece = withCustomer
    ? { key: 'call.hears_music', params: { who: partyName(other) }, since: other?.since }
    : { key: 'call.hears_music', params: { who: who(of) }, since: customer?.since, amberAfter: HOLD_AMBER };
  const key = calling ? 'call.consult_rings' : 'call.you_and';
  return line([{ key, params: { who: speakTo }, strong: true }], [waits]);
}

/** Without a word of the server about hearing, the consultant is the one spoken to. */
function hearsMe(of: InteractionView, party: PartyView | undefined): boolean {
  const me = of.parties.find((one) => one.agent_id === of.agent_id);
  if (!party || !me) return false;
  return of.hears[party.leg_id]?.includes(me.leg_id) ?? false;
}

export function conference(of: InteractionView): Identity {
  if (of.can.includes('end_consult')) return line(asksOneMore(of));
  const others = of.parties.filter((party) => party.agent_id !== of.agent_id || of.agent_id === '');
  const names = others.map((party) => (party.role === 'customer' ? who(of) : partyName(party))).join(' ⇄ ');
  return others.length > 2
    ? line([{ key: 'call.all_of', params: { n: others.length }, strong: true }], [{ text: names }])
    : line([{ key: 'call.all_hear', params: { who: names }, strong: true }]);
}

/** The leader of a conference talks to one who may come; the others talk on without both. */
function asksOneMore(of: InteractionView): Piece[] {
  const me = of.parties.find((one) => one.agent_id === of.agent_id);
  const hers = me ? (of.hears[me.leg_id] ?? []) : [];
  const others = of.parties.filter((party) => party !== me);
  const name = (party: PartyView) => (party.role === 'customer' ? who(of) : partyName(party));
  const withMe = others.filter((party) => hers.includes(party.leg_id)).map(name);
  const apart = others.filter((party) => !hers.includes(party.leg_id)).map(name);
  const first: Piece = withMe.length
    ? { key: 'call.you_and', params: { who: withMe.join(' ⇄ ') }, strong: true }
    : { key: 'call.asks_one_more', strong: true };
  return [first, { key: 'call.talk_on', params: { who: apart.join(', ') } }];
}
