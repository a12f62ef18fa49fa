import type {
  AgentRow,
  AlarmsChanged,
  BoardMessage,
  CallbacksChanged,
  FiguresChanged,
  InteractionGone,
  InteractionView,
  LiveView,
  MenusChanged,
  Notice,
  ParkedChanged,
  LocksChanged,
  PlansChanged,
  QueueView,
  SeatView,
  WaitingChanged,
} from '../generated';

/** What a fact may do to what the browser knows. It keeps no truth of its own. */
export interface Cache {
  seat(view: SeatView): void;
  interaction(view: InteractionView): void;
  withoutInteraction(gone: InteractionGone): void;
  /** The call of another, which this supervisor watches. */
  watched(view: InteractionView): void;
  withoutWatched(interactionId: string): void;
  waiting(changed: WaitingChanged): void;
  callbacks(changed: CallbacksChanged): void;
  plans(changed: PlansChanged): void;
  locks(changed: LocksChanged): void;
  parked(changed: ParkedChanged): void;
  menus(changed: MenusChanged): void;
  agent(row: AgentRow): void;
  withoutAgent(agentId: string): void;
  queue(view: QueueView): void;
  switchConnected(connected: boolean): void;
  notice(notice: Notice): void;
  figures(changed: FiguresChanged): void;
  alarms(changed: AlarmsChanged): void;
  boardMessage(message: BoardMessage): void;
  /** The answer of the api under this key is old: fetch it again when somebody looks. */
  stale(key: readonly string[]): void;
}

type OnFact = {
  readonly [K in LiveView['kind']]: (fact: Extract<LiveView, { kind: K }>, cache: Cache) => void;
};

/** The one table of the live socket: the compiler knows when a fact has no row or a row has no fact. */
export const onFact: OnFact = {
  'seat.changed': (fact, cache) => cache.seat(fact.seat),
  'interaction.changed': (fact, cache) =>
    fact.watcher_id ? cache.watched(fact.interaction) : cache.interaction(fact.interaction),
  'interaction.gone': (fact, cache) => {
    if (fact.watcher_id) return cache.withoutWatched(fact.interaction_id);
    cache.withoutInteraction(fact);
    cache.stale(['interactions']);
  },
  'agent.changed': (fact, cache) => cache.agent(fact.agent),
  'agent.gone': (fact, cache) => cache.withoutAgent(fact.agent_id),
  'queue.changed': (fact, cache) => cache.queue(fact.queue),
  'waiting.changed': (fact, cache) => cache.waiting(fact),
  'callbacks.changed': (fact, cache) => {
    cache.callbacks(fact);
    cache.stale(['callbacks']);
  },
  'parked.changed': (fact, cache) => cache.parked(fact),
  'menus.changed': (fact, cache) => cache.menus(fact),
  'floor_map.changed': (_fact, cache) => cache.stale(['floor-map']),
  'plans.changed': (fact, cache) => cache.plans(fact),
  'locks.changed': (fact, cache) => cache.locks(fact),
  'switch.changed': (fact, cache) => cache.switchConnected(fact.connected),
  notice: (fact, cache) => cache.notice(fact),
  'center.changed': (_fact, cache) => {
    cache.stale(['center']);
    cache.stale(['admin']);
  },
  'figures.changed': (fact, cache) => cache.figures(fact),
  'alarms.changed': (fact, cache) => cache.alarms(fact),
  'board.message': (fact, cache) => cache.boardMessage(fact),
  'boards.changed': (_fact, cache) => cache.stale(['boards']),
  'duty.notes_changed': (_fact, cache) => cache.stale(['duty']),
  'voicemail.changed': (_fact, cache) => cache.stale(['voicemail']),
  'faxes.changed': (_fact, cache) => {
    cache.stale(['faxes']);
    cache.stale(['fax']);
  },
  'message.new': (_fact, cache) => cache.stale(['messages']),
  'notice.board': (_fact, cache) => cache.stale(['notices']),
};

export function apply(fact: LiveView, cache: Cache): void {
  // A newer server may say a kind that this page does not know: it changes nothing here.
  const row = onFact[fact.kind] as ((fact: LiveView, cache: Cache) => void) | undefined;
  row?.(fact, cache);
}
