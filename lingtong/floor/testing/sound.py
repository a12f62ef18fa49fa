"""Is the sound at the switch what the engine believes?"""

from collections.abc import Iterator

from lingtong.floor.call_control import Board
from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.testing.watchers import wrong_ears
from lingtong.switch.calls import Leg
from lingtong.switch.fake import FakeSwitch
from lingtong.switch.fake_leg import FakeLeg


def _is_spoken_to(it: Interaction) -> bool:
    """In a flow that plays or listens: while it waits for something else, music is heard."""
    return it.position is None or it.position.awaiting in ("prompt", "key")


def wrong_sounds(board: Board, switch: FakeSwitch) -> Iterator[str]:
    live = [it for it in board.interactions.values() if it.stage is not Stage.ENDED]
    yield from _legs(board, switch)
    bridges = {it.bridge_id for it in live if it.bridge_open}
    bridges |= {it.consult_bridge_id for it in live if it.consult is not None}
    if bridges != switch.bridges:
        yield f"bridges {sorted(switch.bridges ^ bridges)} differ"
    for it in live:
        for leg in it.all_legs():
            there = switch.legs.get(leg.leg_id)
            if there is not None:
                asked = leg.leg_id in board.doors  # answered outside, and not taken yet
                found = _leg(leg, there, is_up=leg.is_up or asked)
                yield from (f"{leg.leg_id} of {it.id} in {it.stage}: {wrong}" for wrong in found)
        yield from (f"{it.id} in {it.stage}: {wrong}" for wrong in _heard(it, switch))
        yield from (f"{it.id} in {it.stage}: {wrong}" for wrong in _recording(it, switch))
        yield from (f"{it.id} in {it.stage}: {wrong}" for wrong in wrong_ears(it, switch))


def _legs(board: Board, switch: FakeSwitch) -> Iterator[str]:
    """No contact is lost: each leg at the switch belongs to somebody, and each that is believed in exists."""
    nailed = {seat.nailed_leg for seat in board.seats.all() if seat.nailed_leg}
    known = board.by_leg.keys() | nailed | board.codes.open.keys()
    faxes = {fax.leg_id for fax in board.faxes.open.values()}  # one may have left its result and nothing else
    yield from (f"leg {leg_id} belongs to nobody" for leg_id in switch.legs.keys() - known - faxes)
    yield from (f"leg {leg_id} does not exist" for leg_id in known - switch.legs.keys())
    for leg_id in nailed - board.by_leg.keys():
        there = switch.legs.get(leg_id)
        if there is not None and (there.bridge_id or there.music or there.muted or there.listens_to):
            yield f"the resting leg {leg_id} hears something or is muted"


def _leg(leg: Leg, there: FakeLeg, *, is_up: bool) -> Iterator[str]:
    if is_up != there.connected:
        yield f"up {is_up} and {there.connected}"
    if leg.bridge_id != there.bridge_id:
        yield f"bridge {leg.bridge_id!r} and {there.bridge_id!r}"
    if leg.is_up and leg.music != there.music:
        yield f"music {leg.music} and {there.music}"
    if leg.is_up and leg.muted != there.muted:
        yield f"muted {leg.muted} and {there.muted}"


def _recording(it: Interaction, switch: FakeSwitch) -> Iterator[str]:
    there = switch.legs.get(it.customer.leg_id)
    if there is None or (it.recording is not None and it.recording.state == "unknown"):
        return
    wanted = it.recording.recording_id if it.recording else ""
    if there.recording != wanted:
        yield f"recording {wanted!r} and {there.recording!r}"
    elif it.recording is not None and there.recording_paused != (it.recording.state == "paused"):
        yield "the pause of the recording differs"


def _heard(it: Interaction, switch: FakeSwitch) -> Iterator[str]:
    """The customer always has music, a voice or words."""
    there = switch.legs.get(it.customer.leg_id)
    if there is None:
        return
    owner = it.leg_of(it.owner)
    match it.stage:
        case Stage.QUEUED if not (there.music or there.playing):
            yield "silence in the line"
        case Stage.LINK_LOST | Stage.DIRECT | Stage.PARKED if not there.music:
            yield "silence instead of music"
        case Stage.MENU if there.bridge_id or (there.music and _is_spoken_to(it)):
            yield "music in the menu"
        case Stage.MESSAGE if not _is_listened_to(it, there):
            yield "nobody listens to the message"
        case Stage.OUTSIDE if not there.music and not any(leg.is_up for leg in it.legs.values()):
            yield "silence while it rings outside"
        case Stage.TALKING if owner is not None:
            yield from _words(owner, there) if it.prelude is not None else _talk(it, owner, switch)


def _is_listened_to(it: Interaction, there: FakeLeg) -> bool:
    if it.message is None or it.message.step != "speaking":
        return True
    return there.message == it.message.id and not there.music and not there.playing


def _words(owner: Leg, there: FakeLeg) -> Iterator[str]:
    if not (there.music or there.playing):
        yield "silence before the talk"
    if owner.bridge_id:
        yield "the talk has begun before its words"


def _talk(it: Interaction, owner: Leg, switch: FakeSwitch) -> Iterator[str]:
    customer, away = it.customer, owner.held_at is not None
    music = switch.legs[customer.leg_id].music
    if away and music == it.conference:
        yield "held without music, or a conference with it"
    if not away and not _hears(switch, customer, owner):
        yield "the customer does not hear the agent"
    if not away and not _hears(switch, owner, customer):
        yield "the agent does not hear the customer"
    consultant = it.legs.get(it.consult.leg_id) if it.consult is not None else None
    others = [leg for leg in it.legs.values() if leg is not owner and leg is not consultant]
    if it.conference and not all(_hears(switch, customer, leg) for leg in others):
        yield "somebody is missing in the conference"
    if it.consult is not None and consultant is not None and it.consult.state == "talking":
        yield from _consultation(it, owner, consultant, switch)


def _consultation(it: Interaction, owner: Leg, consultant: Leg, switch: FakeSwitch) -> Iterator[str]:
    if it.consult is None or it.consult.side != "consultant":
        return
    if not _hears(switch, owner, consultant):
        yield "the agent does not hear the consultant"
    if it.customer.leg_id in switch.hears(owner.leg_id):
        yield "the customer listens to the consultation"


def _hears(switch: FakeSwitch, ear: Leg, mouth: Leg) -> bool:
    return mouth.muted or mouth.leg_id in switch.hears(ear.leg_id)
