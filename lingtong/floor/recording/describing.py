"""What a recording is found by, from the facts of its contact. Pure."""

from collections.abc import Iterable, Sequence

import msgspec

from lingtong.floor.recording.account import Account, account_of
from lingtong.floor.recording.segments import Segment, segments_of
from lingtong.interactions import events as said
from lingtong.interactions.events import AnyInteractionFact
from lingtong.switch.numbers import e164

_decoder: msgspec.json.Decoder[AnyInteractionFact] = msgspec.json.Decoder(AnyInteractionFact)


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """`number` is the customer's. `texts` are what people wrote and what the contact is about."""

    direction: str
    number: str
    dialed: str
    entry_point_id: str
    queue_id: str
    agents: tuple[str, ...]
    texts: tuple[str, ...]
    segments: tuple[Segment, ...]
    account: Account


def facts_in(bodies: Iterable[str]) -> list[AnyInteractionFact]:
    return [_decoder.decode(body) for body in bodies]


def describe(facts: Sequence[AnyInteractionFact], region: str) -> Description:
    arrived = next((fact for fact in facts if isinstance(fact, said.InteractionArrived)), None)
    segments = segments_of(facts)
    number = "" if arrived is None else arrived.ani if arrived.direction == "in" else arrived.dnis
    return Description(
        direction=arrived.direction if arrived else "",
        number=e164(number, region) or number,
        dialed=arrived.dnis if arrived else "",
        entry_point_id=arrived.entry_point_id if arrived else "",
        queue_id=_last_queue(facts),
        agents=_agents(facts),
        texts=tuple(_texts(facts)),
        segments=segments,
        account=account_of(facts, segments),
    )


def _last_queue(facts: Sequence[said.InteractionFact]) -> str:
    queues = [fact.queue_id for fact in facts if isinstance(fact, said.InteractionQueued)]
    arrived = [fact.queue_id for fact in facts if isinstance(fact, said.InteractionArrived)]
    return next((queue for queue in reversed(arrived + queues) if queue), "")


def _agents(facts: Sequence[said.InteractionFact]) -> tuple[str, ...]:
    """Who took part, in the order of coming."""
    parties = (fact for fact in facts if isinstance(fact, said.PartyJoined) and fact.role != "supervisor")
    return tuple(dict.fromkeys(party.agent_id for party in parties if party.agent_id))


def _texts(facts: Sequence[said.InteractionFact]) -> Iterable[str]:
    notes: dict[str, str] = {}
    for fact in facts:
        match fact:
            case said.NotesSaved() | said.WrapUpFinished() | said.WrapUpUnfinished() if fact.notes:
                notes[fact.agent_id] = fact.notes
            case said.DataAttached(values=values):
                yield from values.values()
            case said.MenuChosen(label=label):
                yield label
            case _:
                pass
    yield from notes.values()
