"""What the adapter must remember of a leg between two events, and which channel is which leg."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from lingtong.switch.ari.generated import Channel
from lingtong.switch.commands import Originate

VARIABLE = "LINGTONG"
ARGUMENTS, FAX = "LINGTONG_ARGS", "LINGTONG_FAX"
_NEXT_TRY = "~"


@dataclass(slots=True)
class Leg:
    """`making` is the order that it is being made from, until somebody answers.

    `followed`: it may be in the dialplan and lives all the same; `fax_id`: it was found there with this fax.
    """

    id: str
    channel_id: str
    arrived: bool = False
    connected: bool = False
    alerting: bool = False
    clearing: bool = False
    in_music: bool = False
    in_silence: bool = False
    followed: bool = False
    fax_id: str = ""
    carried_fax: bool = False
    bridge_id: str = ""
    ani: str = ""
    dnis: str = ""
    source: str = ""
    q850: int = 0
    variables: dict[str, str] = field(default_factory=dict)
    plays: set[str] = field(default_factory=set)
    making: Originate | None = None
    trunks: tuple[str, ...] = ()
    tries: int = 0
    began: float = 0.0

    @property
    def to_phone(self) -> bool:
        return self.making is not None and self.making.endpoint.startswith("phone:")

    @property
    def line(self) -> str:
        """The trunk that is tried now, or that has taken the call."""
        return f"trunk:{self.trunks[self.tries]}" if self.tries < len(self.trunks) else ""

    def wanted(self) -> str:
        """The variables as the one channel variable that holds them all."""
        return msgspec.json.encode(self.variables).decode()


class Legs:
    """By leg. A leg that was tried at a second trunk has another channel: its id, a tilde and the number."""

    def __init__(self) -> None:
        self._legs: dict[str, Leg] = {}
        self._play_of: dict[str, str] = {}

    def __iter__(self) -> Iterator[Leg]:
        return iter(list(self._legs.values()))

    def add(self, leg: Leg) -> Leg:
        self._legs[leg.id] = leg
        return leg

    def get(self, leg_id: str) -> Leg | None:
        return self._legs.get(leg_id)

    def of(self, channel: Channel) -> Leg | None:
        """The leg of a channel; None for strangers and for a try that is over."""
        leg = self._legs.get(leg_of(channel.id))
        return leg if leg is not None and leg.channel_id == channel.id else None

    def forget(self, leg: Leg) -> None:
        self._legs.pop(leg.id, None)
        for play_id in leg.plays:
            self._play_of.pop(play_id, None)

    def begin_play(self, leg: Leg, play_id: str) -> None:
        leg.plays.add(play_id)
        self._play_of[play_id] = leg.id

    def end_play(self, play_id: str) -> bool:
        """False where it had ended before."""
        leg = self._legs.get(self._play_of.pop(play_id, ""))
        if leg is None:
            return False
        leg.plays.discard(play_id)
        return True

    def clear(self) -> None:
        self._legs.clear()
        self._play_of.clear()


def leg_of(channel_id: str) -> str:
    return channel_id.partition(_NEXT_TRY)[0]


def channel_for(leg_id: str, tries: int) -> str:
    return leg_id if tries == 0 else f"{leg_id}{_NEXT_TRY}{tries}"
