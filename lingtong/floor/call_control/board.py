"""What every handler of call control works on: the live interactions and who is next to them."""

from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import msgspec

from lingtong.floor.agents import Breaks, Seats, end_help
from lingtong.floor.agents.model import Cue as SeatCue
from lingtong.floor.agents.model import Wish
from lingtong.floor.call_control.acquainted import LastAgents
from lingtong.floor.call_control.attempts import Attempts
from lingtong.floor.call_control.codes_state import Codes
from lingtong.floor.call_control.errors import InteractionUnknown, SwitchAway
from lingtong.floor.call_control.fax_lines import Faxes
from lingtong.floor.call_control.held_flows import held_versions
from lingtong.floor.call_control.in_turn import InTurn
from lingtong.floor.call_control.listed import Lists
from lingtong.floor.call_control.locks import Locks
from lingtong.floor.call_control.model import MOVES, Cue, Interaction
from lingtong.floor.call_control.pace import Paces
from lingtong.floor.call_control.plans import Plans
from lingtong.floor.call_control.promises import Promises
from lingtong.floor.call_control.suspicions import Suspicions
from lingtong.floor.center import Center
from lingtong.floor.ivr.steps import Keys
from lingtong.floor.routing import Acd
from lingtong.floor.turn import Turn
from lingtong.foundation.journal.facts import Fact
from lingtong.interactions.events import (
    HoldEnded,
    HoldStarted,
    InteractionFact,
    PartyJoined,
    PartyLeft,
    Role,
)
from lingtong.kit import step
from lingtong.switch.calls import Leg
from lingtong.switch.commands import (
    Cause,
    ClearLeg,
    CloseBridge,
    JoinBridge,
    LeaveBridge,
    MuteLeg,
    OpenBridge,
    Play,
    StartMusic,
    StopMusic,
    StopPlay,
)
from lingtong.switch.plan import music_class

AnyFact = TypeVar("AnyFact", bound=InteractionFact)


class TrunkState(NamedTuple):
    up: bool
    since: datetime


class Air(msgspec.Struct, kw_only=True):
    """Of a talk that is looked at: whose legs, from how many seconds of silence on, who speaks now.

    `speaks`: somebody whom the other can hear. `since` is when the last word was said.
    """

    legs: tuple[str, ...]
    limit: float
    since: datetime
    talking: set[str] = set()
    speaks: bool = False


FOR_WORDS = 0.1  # of the legs that the switch can hold


class Board:
    def __init__(self, turn: Turn, center: Center) -> None:
        self.turn = turn
        self.center = center
        self.seats = Seats(turn, center)
        self.breaks = Breaks(turn, self.seats)
        self.codes = Codes()
        self.last_agents = LastAgents(turn)
        self.acd = Acd(center, turn.now)
        self.in_turn = InTurn(turn, self.acd)
        self.paces = Paces()
        self.faxes = Faxes(turn)
        self.promises = Promises(self)
        self.plans = Plans(self)
        self.lists = Lists(self)
        self.locks = Locks(self)
        self.suspicions = Suspicions(self)
        self.interactions: dict[str, Interaction] = {}
        self.by_leg: dict[str, str] = {}
        self.by_play: dict[str, str] = {}
        self.keys: dict[str, Keys] = {}  # of callers in menus, by interaction; never journaled
        self.switch_connected = False
        self.trunks: dict[str, TrunkState] = {}  # by name, as far as the switch has told
        self.attempts = Attempts()
        self.turned_away: set[str] = set()  # callers who only hear that there is no room
        self.most_legs = 0  # what the switch can hold; 0: not known
        self.air: dict[str, Air] = {}  # by interaction
        self.ears_left: set[str] = set()  # legs of whose talk the switch may still tell
        self.in_boxes: dict[str, tuple[int, int]] = {}  # messages of a box, as last told: new, in hand
        self.doors: set[str] = set()  # legs at phones outside that were answered and have not pressed the key

    @property
    def now(self) -> datetime:
        return self.turn.now

    def reconfigure(self, center: Center) -> None:
        """A queue that was removed lives on, by its old rules, until the last who stands in it has left."""
        kept = {
            queue_id: self.center.queues[queue_id]
            for queue_id in self.acd.busy_queues()
            if queue_id not in center.queues and queue_id in self.center.queues
        }
        held = held_versions(self.center, center, self.interactions.values())
        self.center = msgspec.structs.replace(center, queues={**center.queues, **kept}, past_flows=held)
        self.seats.reconfigure(self.center)
        self.acd.reconfigure(self.center, self.now)
        self.in_turn.reconfigure(self.center)
        self.promises.reconfigure()
        self.plans.reconfigure()
        self.serve_all()

    def serve_all(self) -> None:
        """Look at every line and every agent again when this turn is over."""
        seated = [seat.agent_id for seat in self.seats.all()]
        for agent_id in dict.fromkeys([*self.center.agents, *seated]):
            self.turn.changed("seat", agent_id)
        for queue_id in self.acd.busy_queues():
            self.turn.changed("queue", queue_id)

    def tell_free(self, agent_id: str) -> None:
        """The agent may be asked: since when, and what the choices between agents compare."""
        seat = self.seats.get(agent_id)
        calls, free = self.seats.of_today(seat)
        self.acd.agent_free(agent_id, seat.idle_since, calls=calls, free=free, now=self.now)

    def get(self, interaction_id: str, tenant_id: str = "") -> Interaction:
        it = self.interactions.get(interaction_id)
        if it is None or (tenant_id and it.tenant_id != tenant_id):
            raise InteractionUnknown("This call is over, or not yours to see.")
        return it

    def of_leg(self, leg_id: str) -> Interaction | None:
        return self.interactions.get(self.by_leg.get(leg_id, ""))

    @property
    def is_full(self) -> bool:
        """Whether another caller would leave no room for an agent's leg beside each waiting one.

        A part of the switch is kept to tell those the reason who come then.
        """
        legs = len(self.by_leg) + len(self.interactions) - 2 * len(self.turned_away)
        return 0 < self.most_legs - self.room_for_words <= legs

    @property
    def can_say_why(self) -> bool:
        return len(self.turned_away) < self.room_for_words

    @property
    def room_for_words(self) -> int:
        return int(self.most_legs * FOR_WORDS)

    def need_switch(self) -> None:
        if not self.switch_connected:
            raise SwitchAway("The switch does not answer. Calls go on; try again in a moment.")

    def move(self, it: Interaction, cue: Cue) -> None:
        it.stage = step(MOVES, it.stage, cue)
        self.touch(it)

    def touch(self, it: Interaction) -> None:
        self.turn.changed("interaction", it.id)

    def announce(self, kind: type[AnyFact], it: Interaction, **fields: Any) -> None:
        fact: Fact = kind(
            id=self.turn.ids.new(), tenant_id=it.tenant_id, at=self.now, interaction_id=it.id, **fields
        )
        self.turn.announce(fact)
        self.touch(it)

    # --- legs

    def add_leg(self, it: Interaction, leg: Leg) -> Leg:
        it.legs[leg.leg_id] = leg
        self.by_leg[leg.leg_id] = it.id
        self.touch(it)
        return leg

    def forget_leg(self, it: Interaction, leg: Leg, why: str = "") -> None:
        """The leg is out of the interaction; a fact tells how long it talked."""
        it.legs.pop(leg.leg_id, None)
        self.by_leg.pop(leg.leg_id, None)
        self._end_hold(it, leg)
        self.left(it, leg, why)
        self.touch(it)

    def is_nailed(self, leg: Leg) -> bool:
        """It stays connected between contacts."""
        seat = self.seats.get(leg.agent_id) if leg.agent_id else None
        return seat is not None and seat.nailed_leg == leg.leg_id

    def clear_leg(self, it: Interaction, leg: Leg, cause: Cause = "normal", why: str = "") -> None:
        """Ask the switch to end the leg and forget it now: what it still tells of itself is late news.

        A nailed-up leg only leaves the conversation.
        """
        self.send_away(leg, cause)
        self.forget_leg(it, leg, why)

    def send_away(self, leg: Leg, cause: Cause = "normal") -> None:
        if self.is_nailed(leg):
            if leg.bridge_id:
                self.turn.send(LeaveBridge(bridge_id=leg.bridge_id, leg_id=leg.leg_id))
            if leg.music:
                self.turn.send(StopMusic(leg_id=leg.leg_id))
            if leg.muted:
                self.turn.send(MuteLeg(leg_id=leg.leg_id, on=False))
        else:
            self.turn.send(ClearLeg(leg_id=leg.leg_id, cause=cause))

    def join(self, it: Interaction, bridge_id: str, *legs: Leg, pair: bool = False) -> None:
        """Let legs hear each other in a bridge of the interaction. Only its first two can meet as a pair."""
        if bridge_id == it.bridge_id and it.pair:
            self.mix(it, *legs)
            return
        if bridge_id == it.bridge_id and not it.bridge_open:
            it.pair, it.bridge_open = pair, True
            bridge_id = it.bridge_id
            self.turn.send(OpenBridge(bridge_id=bridge_id, pair=pair))
        self.turn.send(JoinBridge(bridge_id=bridge_id, leg_ids=tuple(leg.leg_id for leg in legs)))
        for leg in legs:
            leg.bridge_id, leg.music = bridge_id, False
        self.touch(it)

    def mix(self, it: Interaction, *legs: Leg) -> None:
        """Before anybody comes to a pair or listens to it, all move into a bridge that mixes."""
        if it.pair:
            left = it.bridge_id
            staying = [leg for leg in it.all_legs() if leg.bridge_id == left and leg not in legs]
            in_music = [leg for leg in staying if leg.music]
            it.pair, it.bridge_open = False, False
            self.join(it, it.bridge_id, *staying, *legs)
            self.turn.send(CloseBridge(bridge_id=left))
            for leg in in_music:
                self.music(it, leg, on=True)

    def joined(self, it: Interaction, leg: Leg, role: Role | None = None) -> None:
        """The party talks; one who talked in another role, as a consultant, first leaves that role."""
        role = role or leg.role
        if leg.joined_at is not None:
            if leg.role == role:
                return
            self.left(it, leg, "new role")
        leg.role, leg.joined_at, leg.held = role, self.now, 0.0
        self.announce(PartyJoined, it, leg_id=leg.leg_id, role=role, agent_id=leg.agent_id, number=leg.number)

    def left(self, it: Interaction, leg: Leg, why: str = "") -> None:
        """Tells how long the party talked, if it did."""
        if leg.joined_at is None:
            return
        talked = max((self.now - leg.joined_at).total_seconds() - leg.held, 0.0)
        leg.joined_at = None
        self.announce(
            PartyLeft,
            it,
            leg_id=leg.leg_id,
            role=leg.role,
            agent_id=leg.agent_id,
            talked=talked,
            held=leg.held,
            why=why,
        )

    def music(self, it: Interaction, leg: Leg, on: bool) -> None:
        if leg.music == on:
            return
        leg.music = on
        self.turn.send(self.start_music(it, leg) if on else StopMusic(leg_id=leg.leg_id))
        self.touch(it)

    def start_music(self, it: Interaction, leg: Leg) -> StartMusic:
        queue = self.center.queues.get(it.last_queue)
        own = music_class(queue.id, it.language) if queue is not None and queue.music else "default"
        return StartMusic(leg_id=leg.leg_id, music=own)

    def leave(self, it: Interaction, leg: Leg) -> None:
        if leg.bridge_id:
            self.turn.send(LeaveBridge(bridge_id=leg.bridge_id, leg_id=leg.leg_id))
            leg.bridge_id = ""
            self.touch(it)

    # --- hold

    def hold(self, it: Interaction, leg: Leg, *, music: bool = True) -> None:
        """The agent steps out of the bridge; the customer stays in it, with others or with music."""
        if leg.held_at is None:
            leg.held_at = self.now
            self.leave(it, leg)
            if music and not any(other.bridge_id == it.bridge_id for other in it.legs.values()):
                self.music(it, it.customer, on=True)
            self.announce(HoldStarted, it, agent_id=leg.agent_id)

    def retrieve(self, it: Interaction, leg: Leg) -> None:
        if leg.held_at is not None:
            self._end_hold(it, leg)
            self.music(it, it.customer, on=False)
        self.join(it, it.bridge_id, leg)

    def _end_hold(self, it: Interaction, leg: Leg) -> None:
        if leg.held_at is not None:
            lasted = (self.now - leg.held_at).total_seconds()
            leg.held, leg.held_at = leg.held + lasted, None
            self.announce(HoldEnded, it, agent_id=leg.agent_id, lasted=lasted)

    # --- plays that matter when they end

    def play(self, it: Interaction, media: tuple[str, ...], offset: float = 0.0) -> str:
        """Play words to the customer; gives the id by which their end is told."""
        return self.play_to(it, it.customer.leg_id, media, it.language, offset)

    def play_to(
        self, it: Interaction, leg_id: str, media: tuple[str, ...], language: str, offset: float = 0.0
    ) -> str:
        play_id = self.turn.ids.new()
        self.by_play[play_id] = it.id
        self.turn.send(
            Play(
                play_id=play_id,
                leg_id=leg_id,
                media=media,
                offset=offset,
                language=language,
                tenant_id=it.tenant_id,
            )
        )
        self.touch(it)
        return play_id

    def ring_tone(self, it: Interaction, leg_id: str, instead_of: str = "") -> str:
        """Let an agent hear that it rings; gives the id of the tone."""
        self.stop_play(instead_of)
        tone_id = self.turn.ids.new()
        self.turn.send(Play(play_id=tone_id, leg_id=leg_id, media=("tone:ring",)))
        self.touch(it)
        return tone_id

    def stop_play(self, play_id: str) -> None:
        if play_id:
            self.by_play.pop(play_id, None)
            self.turn.send(StopPlay(play_id=play_id))

    # --- seats

    def name_of(self, agent_id: str) -> str:
        config = self.center.agents.get(agent_id)
        return config.name if config else ""

    def number_of(self, agent_id: str) -> str:
        """Of an agent who may have been removed meanwhile: empty then."""
        config = self.center.agents.get(agent_id)
        return config.agent_number if config else ""

    def log_out(self, agent_id: str, cause: str = "own", by: Wish | None = None) -> None:
        """With the session end the wish that waits for a supervisor and the call for help."""
        self.seats.log_out(agent_id, cause, by)
        self.breaks.end_ask(self.seats.get(agent_id), "withdrawn")
        end_help(self.turn, self.seats, agent_id, "logged_out")

    def engage(self, agent_id: str, cue: SeatCue, it: Interaction, cause: str = "offer") -> None:
        offer = it.offer_to(agent_id) if cue is SeatCue.OFFERED else None
        self.seats.engage(agent_id, cue, it.id, offer.until if offer else None, cause)
        self.touch(it)
