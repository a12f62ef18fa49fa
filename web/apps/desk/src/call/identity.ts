import type { InMenu, InteractionView } from '@lingtong/client';

import { type BarState, type Facts, nameOf } from './bar';
import { type Identity, type Piece, line, place, who } from './line';
import { conference, consult, hold, inMenu } from './together';
import { hearing } from './watching';

export { type Identity, type IdentityAct, type Piece, who } from './line';
export { partyName, shownNumber } from './names';

export function identityOf(state: BarState, facts: Facts): Identity {
  const plain = withSeatNews(state, facts, whoIsThere(state, facts));
  const elsewhere = facts.phone === 'elsewhere' && state !== 'logged_out' && state !== 'link_lost';
  if (!elsewhere) return plain;
  return {
    ...plain,
    first: plain.first.slice(0, 2),
    second: [{ key: 'call.elsewhere', tone: 'warn' }],
    act: 'take_phone',
  };
}

/** What others have to do with this seat: who listens, what was asked for, who has locked it. */
function withSeatNews(state: BarState, facts: Facts, plain: Identity): Identity {
  const { seat } = facts;
  if (!seat || state === 'logged_out' || state === 'link_lost') return plain;
  const news: Piece[] = [];
  if (seat.help_since) news.push({ key: 'call.help_asked', since: seat.help_since, tone: 'warn' });
  if (seat.watched_by.length)
    news.push({ key: 'call.watched_by', params: { names: seat.watched_by.join(', ') }, tone: 'warn' });
  if (seat.asked_reason_id) {
    const reason = nameOf(facts.reasons.get(seat.asked_reason_id), facts.english);
    news.push({ key: 'call.break_asked', params: { reason }, since: seat.asked_at ?? undefined });
  }
  if (seat.next?.by) news.push(nextBy(seat.next));
  if (seat.locked && state !== 'not_ready' && state !== 'ready')
    news.push({ key: 'call.locked_short', tone: 'warn' });
  return news.length ? { ...plain, second: [...news, ...plain.second] } : plain;
}

const nextBy = ({ by, why }: { by: string; why: string }): Piece => ({
  key: why ? 'call.next_by_why' : 'call.next_by',
  params: { by, why },
});

function whoIsThere(state: BarState, facts: Facts): Identity {
  const { interaction } = facts;
  if (state === 'watching') return watches(facts);
  if (interaction && state !== 'not_ready' && state !== 'ready') {
    if (state === 'ringing') return ringing(interaction, facts.english);
    if (state === 'dialing')
      return interaction.state === 'calling_back'
        ? callingBack(interaction, facts.english)
        : dialing(interaction);
    if (state === 'consult') return consult(interaction);
    if (state === 'conference') return conference(interaction);
    if (state === 'link_lost') return linkLost(interaction, facts);
    if (state === 'hold')
      return interaction.in_menu
        ? inMenu(interaction, interaction.in_menu, menuName(interaction.in_menu, facts.english))
        : hold(interaction);
    if (state === 'after_call') return line(caller(interaction), [{ key: afterCall(interaction) }]);
    if (state === 'talking') return line(caller(interaction), origin(interaction, facts.english));
  }
  return alone(state, facts);
}

function alone(state: BarState, facts: Facts): Identity {
  const cause = facts.seat?.cause ?? 'missed';
  switch (state) {
    case 'ready':
      if (facts.seat?.locked) return locked(facts);
      return line([{ key: 'call.waiting', strong: true }, ...queueLine(facts)], justSetBy(facts));
    case 'missed':
      return line(
        [{ key: `call.missed.${cause}`, strong: true }],
        [{ key: `call.missed.${cause}_then` }],
        'ready',
      );
    case 'not_ready':
      if (facts.seat?.locked) return locked(facts);
      return notReady(facts);
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

/** Over its limit before all else, then who had it so; calls go to others in any case. */
function notReady(facts: Facts): Identity {
  const { seat } = facts;
  const others: Piece = { key: 'call.others' };
  if (seat?.cause === 'over_limit') {
    const reason = facts.reasons.get(seat.reason_id);
    const params = { reason: nameOf(reason, facts.english) };
    return line(
      [{ key: 'call.over_limit', params, strong: true, tone: 'warn' }],
      [...(reason?.approval ? [] : setBy(facts)), others],
      'ready',
    );
  }
  const said = setBy(facts);
  if (said.length) return line([{ ...said[0], strong: true }], [others], 'ready');
  return line([{ key: NOT_READY_BY[seat?.cause ?? ''] ?? 'call.others', strong: true }], [], 'ready');
}

/** Ready by another's hand until the next call; from then on it is the agent's own. */
const justSetBy = (facts: Facts): Piece[] =>
  ['forced', 'granted'].includes(facts.seat?.cause ?? '') ? setBy(facts) : [];

/** Who set this state, or granted it, and why; nothing where the agent chose it. */
function setBy({ seat }: Facts): Piece[] {
  if (!seat?.by) return [];
  const act = seat.cause === 'granted' ? 'granted_by' : 'set_by';
  return [{ key: `call.${act}${seat.why ? '_why' : ''}`, params: { by: seat.by, why: seat.why } }];
}

function locked({ seat }: Facts): Identity {
  const own = seat?.locked_by === seat?.name;
  const by = own ? '' : (seat?.locked_by ?? '');
  return line(
    [{ key: by ? 'call.locked_by' : 'call.locked', params: { by }, strong: true, tone: 'warn' }],
    [
      ...(seat?.locked_why ? [{ text: seat.locked_why }] : []),
      { key: own ? 'call.locked_own_then' : 'call.locked_then' },
    ],
  );
}

/** A supervisor in the call of another: always a sentence of who hears whom. */
function watches(facts: Facts): Identity {
  const watching = facts.seat?.watching;
  if (!watching) return line([{ key: 'call.watch.ends', strong: true }]);
  const said = hearing(watching, facts.watched, facts.nameOfAgent(watching.target_id));
  const music: Piece[] = said.music ? [{ key: 'call.hears_music', params: { who: said.music } }] : [];
  return line(
    [{ key: said.key, params: said.params, strong: true }],
    [
      ...(said.back ? [{ key: said.back, params: said.params, strong: true }] : []),
      ...music,
      { key: `call.watch.mode.${watching.mode}` },
    ],
  );
}

function noPhone(facts: Facts): Identity {
  const others: Piece = { key: 'call.others' };
  if (facts.seat?.phone === 'mobile')
    return line([{ key: 'call.no_phone.mobile', strong: true, tone: 'danger' }], [others]);
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

/** A promised call: the agent is kept for the customer whose phone rings. */
function callingBack(of: InteractionView, english: boolean): Identity {
  return line(
    [{ key: 'call.calls_back', params: { number: who(of) }, strong: true }, ...place(of)],
    origin(of, english),
  );
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

const menuName = (menu: InMenu, english: boolean) =>
  nameOf({ name: menu.flow_name, name_en: menu.flow_name_en }, english);
