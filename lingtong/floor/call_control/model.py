from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

from lingtong.floor.ivr.steps import Position
from lingtong.floor.lists.model import Screening
from lingtong.floor.routing.model import Waiting
from lingtong.interactions.events import Why
from lingtong.switch.calls import Leg


class Stage(StrEnum):
    MENU = "menu"
    QUEUED = "queued"
    DIRECT = "direct"  # offered to one agent by a transfer
    OUTSIDE = "outside"  # with, or on the way to, somebody outside and no agent
    DIALING = "dialing"
    CALLBACK = "callback"  # an agent is asked to call back, or the customer's phone rings first
    TALKING = "talking"
    PARKED = "parked"  # in a numbered slot, for anybody to take
    LINK_LOST = "link_lost"
    MESSAGE = "message"  # leaves a message
    SURVEY = "survey"  # is asked how it was
    CLOSING = "closing"  # hears a last word
    ENDED = "ended"


class Cue(StrEnum):
    QUEUED = "queued"
    OFFERED_DIRECTLY = "offered_directly"
    SENT_OUTSIDE = "sent_outside"
    CAME_BACK = "came_back"
    JOINED = "joined"
    CALLING = "calling"
    PARKED = "parked"
    SENT_TO_MENU = "sent_to_menu"
    RETURNED = "returned"
    LINK_LOST = "link_lost"
    LINK_RESTORED = "link_restored"
    SENT_TO_BOX = "sent_to_box"
    SENT_TO_SURVEY = "sent_to_survey"
    DISMISSED = "dismissed"
    ENDED = "ended"


_S = Stage
MOVES: dict[tuple[Stage, Cue], Stage] = {
    (_S.MENU, Cue.QUEUED): _S.QUEUED,
    (_S.MENU, Cue.SENT_OUTSIDE): _S.OUTSIDE,
    (_S.MENU, Cue.OFFERED_DIRECTLY): _S.DIRECT,
    (_S.DIRECT, Cue.CAME_BACK): _S.MENU,
    (_S.MENU, Cue.DISMISSED): _S.CLOSING,
    (_S.OUTSIDE, Cue.CAME_BACK): _S.MENU,
    (_S.OUTSIDE, Cue.QUEUED): _S.QUEUED,
    (_S.OUTSIDE, Cue.OFFERED_DIRECTLY): _S.DIRECT,
    (_S.OUTSIDE, Cue.DISMISSED): _S.CLOSING,
    (_S.QUEUED, Cue.QUEUED): _S.QUEUED,  # overflow
    (_S.QUEUED, Cue.JOINED): _S.TALKING,
    (_S.QUEUED, Cue.DISMISSED): _S.CLOSING,
    (_S.QUEUED, Cue.SENT_OUTSIDE): _S.OUTSIDE,
    (_S.CALLBACK, Cue.CALLING): _S.DIALING,
    (_S.CALLBACK, Cue.QUEUED): _S.QUEUED,
    (_S.DIRECT, Cue.JOINED): _S.TALKING,
    (_S.DIRECT, Cue.QUEUED): _S.QUEUED,
    (_S.DIRECT, Cue.OFFERED_DIRECTLY): _S.DIRECT,
    (_S.DIRECT, Cue.DISMISSED): _S.CLOSING,
    (_S.DIALING, Cue.JOINED): _S.TALKING,
    (_S.TALKING, Cue.QUEUED): _S.QUEUED,
    (_S.TALKING, Cue.OFFERED_DIRECTLY): _S.DIRECT,
    (_S.TALKING, Cue.SENT_OUTSIDE): _S.OUTSIDE,
    (_S.TALKING, Cue.LINK_LOST): _S.LINK_LOST,
    (_S.TALKING, Cue.DISMISSED): _S.CLOSING,
    (_S.TALKING, Cue.PARKED): _S.PARKED,
    (_S.PARKED, Cue.JOINED): _S.TALKING,
    (_S.PARKED, Cue.QUEUED): _S.QUEUED,
    (_S.PARKED, Cue.DISMISSED): _S.CLOSING,
    (_S.TALKING, Cue.SENT_TO_MENU): _S.MENU,
    (_S.MENU, Cue.RETURNED): _S.TALKING,
    (_S.LINK_LOST, Cue.LINK_RESTORED): _S.TALKING,
    (_S.LINK_LOST, Cue.QUEUED): _S.QUEUED,
    (_S.LINK_LOST, Cue.DISMISSED): _S.CLOSING,
    **{
        (stage, Cue.SENT_TO_BOX): _S.MESSAGE
        for stage in (_S.MENU, _S.QUEUED, _S.DIRECT, _S.OUTSIDE, _S.DIALING, _S.SURVEY)
    },
    (_S.MESSAGE, Cue.CAME_BACK): _S.MENU,
    (_S.MESSAGE, Cue.SENT_TO_SURVEY): _S.SURVEY,
    (_S.MESSAGE, Cue.DISMISSED): _S.CLOSING,
    (_S.MENU, Cue.SENT_TO_SURVEY): _S.SURVEY,
    (_S.TALKING, Cue.SENT_TO_SURVEY): _S.SURVEY,
    (_S.SURVEY, Cue.CAME_BACK): _S.MENU,
    (_S.SURVEY, Cue.DISMISSED): _S.CLOSING,
    **{(stage, Cue.ENDED): _S.ENDED for stage in _S if stage is not _S.ENDED},
}


class Offer(msgspec.Struct, kw_only=True):
    """`kind`: from a queue, straight by a transfer, to be consulted, to call somebody back, a parked call."""

    agent_id: str
    leg_id: str
    kind: Literal["queue", "direct", "consult", "callback", "parked"]
    queue_id: str = ""
    made_at: datetime
    until: datetime
    why: str = ""
    because: tuple[Why, ...] = ()
    tone_id: str = ""  # rings in the ear of an agent whose phone stays connected
    by_hand: bool = False  # somebody has chosen this agent, not the rules


class Consultation(msgspec.Struct, kw_only=True):
    agent_id: str
    kind: Literal["agent", "queue", "number"]
    target: str
    leg_id: str = ""
    state: Literal["calling", "talking"] = "calling"
    side: Literal["customer", "consultant"] = "consultant"
    since: datetime
    tone_id: str = ""


class WrapUp(msgspec.Struct, kw_only=True):
    """What one agent writes about one interaction."""

    agent_id: str
    queue_id: str
    state: Literal["open", "after_call_work", "done", "unfinished"] = "open"
    notes: str = ""
    disposition_id: str = ""
    revision: int = 0
    opened: datetime | None = None  # when the agent took it
    because: tuple[Why, ...] = ()  # why the router chose this agent
    started: datetime | None = None
    until: datetime | None = None
    finished: bool = False


class Recording(msgspec.Struct, kw_only=True):
    """`wants_pause` holds while the state is unknown; `failures` in a row make the next try wait longer."""

    recording_id: str
    state: Literal["on", "paused", "unknown"] = "on"
    rule_id: str = ""
    since: datetime | None = None
    wants_pause: bool = False
    failures: int = 0


WatchMode = Literal["monitor", "whisper", "barge_in"]


class Watcher(msgspec.Struct, kw_only=True):
    """A supervisor in the call of another. `hears` is the leg that is listened to, while one is.

    `target_id` is empty where a caller in a menu is listened to.
    `takes_over`: as soon as the own phone answers.
    """

    agent_id: str
    target_id: str
    mode: WatchMode
    leg: Leg
    since: datetime
    mode_since: datetime
    hears: str = ""
    whispers: bool = False
    takes_over: bool = False


class Parking(msgspec.Struct, kw_only=True):
    """`by` has parked the call; at `until` it rings there. `rounds`: how often that time has passed."""

    slot: int
    by: str
    since: datetime
    until: datetime
    rounds: int = 0


class Visit(msgspec.Struct, kw_only=True):
    """The customer walks a menu and comes back to the agent, who waits. `paused`: the recording, by this."""

    agent_id: str
    flow_id: str
    since: datetime
    paused: bool = False


class Prelude(msgspec.Struct, kw_only=True):
    """What is said before customer and agent hear each other. `play_id` ends the step.

    `echo_id`: the agent hears the same words.
    """

    step: Literal["whisper", "words"]
    play_id: str = ""
    echo_id: str = ""
    words: tuple[str, ...] = ()


class Asking(msgspec.Struct, kw_only=True):
    """A caller says by keys whether and where to be called back: from the line, a menu, or turned away.

    `reason` is the prompt that said why the line is closed to the caller, heard again as the last word.
    """

    home: Literal["line", "menu", "refused"]
    queue_id: str
    priority: int = 0
    step: Literal["confirm", "type"] = "confirm"
    number: str = ""
    typed: str = ""
    tries: int = 0
    reason: str = ""
    play_id: str = ""


MessageHome = Literal["flow", "call", "survey"]


class Message(msgspec.Struct, kw_only=True):
    """A caller leaves it now. In the review it is heard again. `home`: where the caller goes on.

    `greeting` is a prompt instead of the box's own.
    """

    id: str
    box_id: str
    home: MessageHome
    since: datetime
    greeting: str = ""
    step: Literal["greeting", "speaking", "review"] = "greeting"
    seconds: float = 0.0
    ended_by: str = ""
    play_id: str = ""


class Asked(msgspec.Struct, kw_only=True):
    """A survey that the caller hears now. `at` counts its questions; -1: its greeting."""

    survey_id: str
    home: Literal["flow", "call"]
    agent_id: str = ""
    queue_id: str = ""
    at: int = -1
    tries: int = 0
    answers: dict[str, str] = {}
    play_id: str = ""


class Walked(msgspec.Struct, kw_only=True):
    """A node at which a caller stood, and its type. `keys`: what was pressed there, in its order; never a
    number typed. `chosen` is what the menu calls the last of them."""

    node: str
    at: datetime
    keys: str = ""
    type: str = ""
    chosen: str = ""


class Interaction(msgspec.Struct, kw_only=True):
    """One contact with one customer by voice. `customer` is the leg of whom the agent talks to.

    `offers` are all outstanding ones: several where a queue rings all, and the first to answer wins.
    `last_queue` is where the customer goes back to when a transfer fails; `first_at` keeps the place in line.
    """

    id: str
    tenant_id: str
    direction: Literal["in", "out", "internal"]
    number: str
    dnis: str
    stage: Stage
    arrived_at: datetime
    language: str = "zh"
    entry_point_id: str = ""
    entry_point: str = ""
    attached: dict[str, str] = {}
    variables: dict[str, str] = {}  # of the flow; shown to nobody
    menu_path: list[str] = []
    position: Position | None = None
    customer: Leg
    legs: dict[str, Leg] = {}
    waiting: Waiting | None = None
    first_at: datetime | None = None
    last_queue: str = ""
    waited: float = 0.0
    offers: list[Offer] = []
    owner: str = ""
    consult: Consultation | None = None
    conference: bool = False
    bridge_open: bool = False
    pair: bool = False  # the bridge is for the two who met in it first
    sender: str = ""
    forced_by: str = ""  # the supervisor who has sent it on
    why: str = ""
    link_lost_at: datetime | None = None
    lost_held: bool = False  # how the agent stood when the link was lost
    lost_muted: bool = False
    recording: Recording | None = None
    consent: Literal["", "yes", "no", "silent"] = ""  # what the caller has said to being recorded
    record_asked: bool = False  # somebody has pressed record
    record_by: Literal["", "agent", "supervisor"] = ""  # who may begin and end the recording by hand
    not_recorded: str = ""  # why not, as the last fact said
    wrap_ups: dict[str, WrapUp] = {}
    announce_id: str = ""
    was_handled: bool = False
    connected_at: datetime | None = None
    closing_id: str = ""
    tone_id: str = ""  # rings in the ear of an agent who dials
    last_word: str = ""  # the prompt of the last word
    ended_at: datetime | None = None
    asking: Asking | None = None
    next_rule: int = 0  # of those that follow a wait in the present queue
    promised: bool = False  # we call back
    callback_id: str = ""
    callback_of: str = ""
    earlier: list["Signed"] = []
    watchers: dict[str, Watcher] = {}
    parking: Parking | None = None
    visit: Visit | None = None
    prelude: Prelude | None = None
    blocked: bool = False  # a list refuses this caller
    vip_list: str = ""  # the list that makes this customer one
    screening: Screening | None = None  # where the entry point screens, or the flow does
    walked: list[Walked] = []
    message: Message | None = None
    left_message: bool = False
    survey: Asked | None = None
    survey_wanted: bool = False  # the agent has said that this customer is to be asked
    quiet_since: datetime | None = None  # nobody has said a word for too long

    @property
    def bridge_id(self) -> str:
        return f"{'pair' if self.pair else 'main'}-{self.id}"

    @property
    def consult_bridge_id(self) -> str:
        return f"consult-{self.id}"

    @property
    def offer(self) -> Offer | None:
        """The first of the outstanding offers; None while nobody is asked."""
        return self.offers[0] if self.offers else None

    def offer_to(self, agent_id: str) -> Offer | None:
        return next((offer for offer in self.offers if offer.agent_id == agent_id), None)

    def offer_at(self, leg_id: str) -> Offer | None:
        return next((offer for offer in self.offers if offer.leg_id == leg_id), None)

    def all_legs(self) -> list[Leg]:
        return [self.customer, *self.legs.values()]

    def leg(self, leg_id: str) -> Leg | None:
        return self.customer if leg_id == self.customer.leg_id else self.legs.get(leg_id)

    def watcher_at(self, leg_id: str) -> Watcher | None:
        """The supervisor whose leg this is."""
        return next((one for one in self.watchers.values() if one.leg.leg_id == leg_id), None)

    def leg_of(self, agent_id: str) -> Leg | None:
        """The agent's leg in this interaction, while there is one."""
        return next((leg for leg in self.legs.values() if leg.agent_id == agent_id), None)

    def is_held_by(self, agent_id: str) -> bool:
        leg = self.leg_of(agent_id)
        return leg is not None and leg.held_at is not None

    def agents(self) -> list[str]:
        """Agents who see this interaction on their desk."""
        seen = [wrap.agent_id for wrap in self.wrap_ups.values() if wrap.state in ("open", "after_call_work")]
        seen += [offer.agent_id for offer in self.offers]
        seen += [leg.agent_id for leg in self.all_legs() if leg.agent_id]
        return list(dict.fromkeys(seen))

    @property
    def is_over(self) -> bool:
        return self.stage is Stage.ENDED and not any(
            wrap.state in ("open", "after_call_work") for wrap in self.wrap_ups.values()
        )


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the notes that its writer has signed off."""

    agent_id: str
    name: str
    at: datetime
    text: str
    disposition_id: str = ""
