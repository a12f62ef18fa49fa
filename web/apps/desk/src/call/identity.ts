import type { InteractionView, PartyView } from '@lingtong/client';
import { phone as grouped } from '@lingtong/ui';

import { i18n } from '../shell/words';
import { type BarState, type Facts, nameOf } from './bar';

/** A piece of a line: a sentence by key, a text as it is, or a clock. `amberAfter` in seconds. */
export interface Piece {
  readonly key?: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly text?: string;
  readonly since?: string;
  readonly amberAfter?: number;
  readonly strong?: boolean;
  readonly tone?: 'warn' | 'danger';
}

export type IdentityAct = 'ready' | 'log_in' | 'check' | 'take_phone';

export interface Identity {
  readonly first: readonly Piece[];
  readonly second: readonly Piece[];
  readonly act: IdentityAct | null;
  /** While ringing: the line that drains. */
  readonly drains: { readonly from: string; readonly until: string } | null;
}

const HOLD_AMBER = 45;

export function identityOf(state: BarState, facts: Facts): Identity {
  const plain = whoIsThere(state, facts);
  const elsewhere = facts.phone === 'elsewhere' && state !== 'logged_out' && state !== 'link_lost';
  if (!elsewhere) return plain;
  return {
    ...plain,
    first: plain.first.slice(0, 2),
    second: [{ key: 'call.elsewhere', tone: 'warn' }],
    act: 'take_phone',
  };
}

function whoIsThere(state: BarState, facts: Facts): Identity {
  const { interaction } = facts;
  if (interaction && state !== 'not_ready' && state !== 'ready') {
    if (state === 'ringing') return ringing(interaction, facts.english);
    if (state === 'dialing') return dialing(interaction);
    if (state === 'consult') return consult(interaction);
    if (state === 'conference') return line(conference(interaction));
    if (state === 'link_lost') return linkLost(interaction, facts);
    if (state === 'hold') return hold(interaction);
    if (state === 'after_call') return line(caller(interaction), [{ key: afterCall(interaction) }]);
    if (state === 'talking') return line(caller(interaction), origin(interaction, facts.english));
  }
  return alone(state, facts);
}

function alone(state: BarState, facts: Facts): Identity {
  const cause = facts.seat?.cause ?? 'missed';
  switch (state) {
    case 'ready':
      return line([{ key: 'call.waiting', strong: true }, ...queueLine(facts)]);
    case 'missed':
      return line(
        [{ key: `call.missed.${cause}`, strong: true }],
        [{ key: `call.missed.${cause}_then` }],
        'ready',
      );
    case 'not_ready':
      return line([{ key: notReadyKey(facts), strong: true }], [], 'ready');
    case 'no_phone':
      return noPhone(facts);
    case 'link_lost':
      return line(
        [{ key: 'call.link.page', strong: true, tone: 'danger' }],
        [{ key: 'call.link.page_kept' }],
      );
    case 'after_call':
      return line([{ key: 'call.after_call', strong: true }]);
    default:
      return line([{ key: 'call.logged_out', strong: true }], [], 'log_in');
  }
}

const NOT_READY_BY: Readonly<Record<string, string>> = {
  log_in: 'call.just_logged_in',
  forced: 'call.forced',
  lost_screen: 'call.lost_screen',
};
const notReadyKey = (facts: Facts) => NOT_READY_BY[facts.seat?.cause ?? ''] ?? 'call.others';

function noPhone(facts: Facts): Identity {
  const others: Piece = { key: 'call.others' };
  if (facts.phone === 'desk')
    return line([{ key: 'call.no_phone.desk', strong: true, tone: 'danger' }], [others]);
  const again: Piece[] =
    facts.registering > 0 ? [{ key: 'call.no_phone.again', params: { n: facts.registering } }] : [];
  return line([{ key: 'call.no_phone.browser', strong: true, tone: 'danger' }], [others, ...again], 'check');
}

function ringing(of: InteractionView, english: boolean): Identity {
  const drains = of.offered_at && of.offer_until ? { from: of.offered_at, until: of.offer_until } : null;
  return { ...line(caller(of), [...origin(of, english), ...news(of)]), drains };
}

function dialing(of: InteractionView): Identity {
  const rings = of.parties.some((party) => party.role !== 'agent' && party.state === 'alerting');
  return line(
    [{ key: 'call.to', params: { number: who(of) }, strong: true }, ...place(of)],
    [{ key: rings ? 'call.rings' : 'call.dials' }],
  );
}

function hold(of: InteractionView): Identity {
  const music: Piece = {
    key: 'call.hears_music',
    params: { who: who(of) },
    strong: true,
    since: of.since,
    amberAfter: HOLD_AMBER,
  };
  return line([music], place(of));
}

function consult(of: InteractionView): Identity {
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

function conference(of: InteractionView): Piece[] {
  const others = of.parties.filter((party) => party.agent_id !== of.agent_id || of.agent_id === '');
  const names = others.map((party) => (party.role === 'customer' ? who(of) : partyName(party)));
  return [{ key: 'call.all_hear', params: { who: names.join(' ⇄ ') }, strong: true }];
}

/** Server and sound both gone is the network here, and the switch plays music; sound alone is not the server's. */
function linkLost(of: InteractionView, facts: Facts): Identity {
  const musicIsOn = of.state === 'link_lost' || (facts.phone === 'here' && !facts.talksOn);
  const known = musicIsOn ? 'call' : facts.talksOn ? 'talks_on' : 'page';
  return line(
    [{ key: `call.link.${known}`, params: { who: who(of) }, strong: true, tone: 'danger' }],
    [{ key: 'call.link.kept' }],
  );
}

function queueLine(facts: Facts): Piece[] {
  const waiting = facts.queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const oldest = facts.queues.flatMap((queue) => queue.oldest_arrived_at ?? []).sort()[0];
  if (waiting === 0) return [{ key: 'call.queue_empty' }];
  return [
    { key: 'call.in_queue', params: { n: waiting } },
    ...(oldest ? [{ key: 'call.longest', since: oldest }] : []),
  ];
}

function caller(of: InteractionView): Piece[] {
  return [{ text: who(of), strong: true }, ...place(of)];
}

const place = (of: InteractionView): Piece[] =>
  [of.place, of.carrier].filter(Boolean).map((text) => ({ text }));

/** What the center knows of the number: earlier contacts, or that there were none. */
function news(of: InteractionView): Piece[] {
  if (!of.card || of.direction === 'internal') return [];
  return of.card.interactions > 0
    ? [{ key: 'call.earlier', params: { n: of.card.interactions } }]
    : [{ key: 'call.new_number' }];
}

/** Where the call comes from: queue, wait, way through the menu, and why it was handed over. */
export function origin(of: InteractionView, english: boolean): Piece[] {
  const queue = nameOf({ name: of.queue_name, name_en: of.queue_name_en }, english);
  const pieces: Piece[] = [];
  if (of.why) pieces.push({ text: of.why, tone: 'warn' });
  if (queue) pieces.push({ text: queue });
  if (of.direction === 'internal') pieces.push({ key: 'call.internal' });
  if (of.waited >= 1) pieces.push({ key: 'call.waited', params: { s: Math.round(of.waited) } });
  if (of.menu_path.length) pieces.push({ text: of.menu_path.join(' ▸ ') });
  if (of.recording === 'unknown') pieces.unshift({ key: 'call.recording_unknown', tone: 'danger' });
  return pieces;
}

const afterCall = (of: InteractionView) =>
  of.disposition_id ? 'call.disposition_chosen' : 'call.disposition_missing';

export function who(of: InteractionView): string {
  if (of.direction === 'internal') {
    const colleague = of.parties.find((party) => party.agent_id !== of.agent_id);
    if (colleague?.name) return partyName(colleague);
  }
  const customer = of.parties.find((party) => party.role === 'customer');
  const number = shownNumber(of.number);
  return customer?.name && customer.name !== of.number && !/[a-z]+\d+$/i.test(customer.name)
    ? `${customer.name} ${number}`
    : number;
}

/** Masked numbers stay as the server made them; a guest of the customer page is `web`, a withheld number empty. */
export function shownNumber(number: string): string {
  if (!number) return i18n.global.t('call.no_number');
  if (/[a-z]/i.test(number)) return i18n.global.t('call.web_caller');
  return number.includes('*') ? number : grouped(number);
}

export const partyName = (party: PartyView | undefined): string =>
  party
    ? [party.name, party.name === party.number ? '' : party.number].filter(Boolean).join(' ') || '–'
    : '–';

const line = (
  first: readonly Piece[],
  second: readonly Piece[] = [],
  act: IdentityAct | null = null,
): Identity => ({
  first,
  second,
  act,
  drains: null,
});
