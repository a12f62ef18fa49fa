"""Callers who ask to be called back, for tests."""

from typing import Any

import msgspec

from lingtong.floor.callbacks.model import Callback
from lingtong.floor.testing import FakeFloor
from lingtong.switch.commands import Play

ANN, BOB = "13800001111", "13900002222"


def with_queue(day: FakeFloor, queue_id: str = "fault", **fields: Any) -> None:
    queue = msgspec.structs.replace(day.center.queues[queue_id], **fields)
    day.reconfigure(msgspec.structs.replace(day.center, queues={**day.center.queues, queue_id: queue}))


def asks(day: FakeFloor, ani: str = ANN) -> str:
    """In line, presses the key, confirms, hears it and is released; gives the callback's id."""
    caller = day.caller_waits(ani=ani)
    day.press(caller, "1")
    day.press(caller, "1")
    day.time_passes(4)
    assert caller not in day.switch.legs
    return next(one.id for one in promised(day) if one.number == f"+86{ani}")


def promised(day: FakeFloor) -> list[Callback]:
    return list(day.engine.floor.board.promises.open.values())


def phone_of(day: FakeFloor, ani: str = ANN) -> str:
    leg = day.switch.leg_at(f"number:{ani}")
    return leg.leg_id if leg is not None else ""


def told(day: FakeFloor, kind: type) -> list[Any]:
    return [fact for fact in day.facts if isinstance(fact, kind)]


def said(day: FakeFloor) -> list[str]:
    return [name for sent in day.switch.sent if isinstance(sent, Play) for name in sent.media]
