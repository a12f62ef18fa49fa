"""Messages and surveys at random: boxes that fill up, callers who speak into them, phones that say them."""

import random
from collections.abc import Callable, Sequence
from contextlib import suppress

import msgspec

from lingtong.floor.center import Center
from lingtong.floor.ivr.graph import AnyNode
from lingtong.floor.live.recording_commands import ShowMessages
from lingtong.floor.survey.config import Question, Survey
from lingtong.floor.testing.center import PIN, TENANT
from lingtong.floor.testing.fake_floor import FakeFloor
from lingtong.floor.turn import ErrandOutcome
from lingtong.floor.voicemail.config import Box
from lingtong.kit import Refusal

CODE = "*16"
PHONES = ("ep-liu", "ep-liu", "desk-8", "guest-01")
KEYS = ("1", "2", "3", "4", "4", "#", "#", "*", "7", f"1003#{PIN}#", "1003#1111#", "1004#")
MESSAGES = (
    {"id": "m1", "number": "13900001111", "time": "09:05", "media": "playback/m1", "new": "2", "saved": "1"},
    {"id": "m2", "number": "1001", "day": "2026-11-20", "time": "23:59", "media": "playback/m2", "new": "1"},
    {"id": "m3", "time": "no time", "new": "many"},
)


def with_boxes(center: Center) -> list[Center]:
    """Boxes of agents, of a queue and of a flow, that take much or little; surveys after the talk."""
    return [_drawn(center, random.Random(seed)) for seed in range(4)]


def _drawn(center: Center, rng: random.Random) -> Center:
    replace = msgspec.structs.replace
    quota = rng.choice([1, 200])
    own = {
        f"of-{name}": Box(
            id=f"of-{name}",
            tenant_id=TENANT,
            name=name,
            agent_id=name,
            quota=quota,
            unreached=rng.choice(["site", "yes", "no"]),
            ring_for=rng.choice([5.0, 20.0]),
        )
        for name in ("zhang", "chen", "liu", "sun")
    }
    queue_box = Box(id="of-fault", tenant_id=TENANT, name="fault", queue_id="fault", quota=quota, longest=20)
    how = Question(key="how", text="how")
    voice = Question(key="words", text="words", kind="voice")
    survey = Survey(id="how", tenant_id=TENANT, name="how", questions=(how, voice), box_id="of-fault")
    fault = replace(
        center.queues["fault"],
        message_key="9",
        no_agents=rng.choice(["wait", "message"]),
        survey_id="how",
    )
    main = center.flows["main"]
    keys = {"3": "chen", "4": "speak", "5": "hear", "6": "asked"}
    others = rng.choice(["", "billing"])
    nodes = msgspec.convert(
        {
            "chen": {"type": "transfer", "to": "agent", "agent": "1003", "ring_for": 15, "failed": others},
            "speak": {"type": "voicemail", "box_id": "of-fault", "done": "asked", "failed": "billing"},
            "hear": {"type": "messages", "into": "call_back", "call": "out", "refused": "billing"},
            "out": {"type": "transfer", "number": "{call_back}", "failed": "billing"},
            "asked": {"type": "survey", "survey_id": "how", "done": "billing", "failed": "billing"},
        },
        dict[str, AnyNode],
    )
    menu = msgspec.structs.replace(
        main.nodes["menu"], keys={**getattr(main.nodes["menu"], "keys", {}), **keys}
    )
    flow = replace(main, nodes={**main.nodes, **nodes, "menu": menu})
    return replace(
        center,
        voicemail_boxes={**own, "of-fault": queue_box},
        surveys={"how": survey},
        queues={**center.queues, "fault": fault},
        flows={**center.flows, "main": flow},
    )


def box_is_counted(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    """As the api tells it: somebody has left a message, or taken them up."""
    boxes = day.center.voicemail_boxes
    if not boxes:
        return "no box"
    box_id, new = rng.choice(sorted(boxes)), rng.choice([0, 0, 1, 3, 200])
    day.do(ShowMessages, boxes[box_id].agent_id, box_id=box_id, new=new, in_hand=rng.randint(0, 2))
    return f"{box_id} {new}"


def phone_hears_messages(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    phone = rng.choice(PHONES)
    return f"{day.caller_dials(CODE, ani='1004', source=f'phone:{phone}')} {phone}"


def phone_presses(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    open_legs = list(day.engine.floor.board.codes.open)
    if not open_legs:
        return "nobody hears messages"
    leg_id, keys = rng.choice(open_legs), rng.choice(KEYS)
    for key in keys:
        if leg_id in day.switch.legs:
            day.press(leg_id, key)
    return f"{leg_id} {keys}"


def messages_are_told(day: FakeFloor, rng: random.Random, _: Sequence[Center]) -> str:
    errand = next((one for one in reversed(day.errands) if one.kind == "messages"), None)
    if errand is None:
        return "none"
    outcome: ErrandOutcome = rng.choice(["done", "done", "done", "done", "empty", "failed"])
    with suppress(Refusal):
        day.errand_ends(outcome, dict(rng.choice(MESSAGES)), errand)
    return f"{errand.id} {errand.request.get('do')} {outcome}"


MESSAGE_ACTS: list[tuple[Callable[[FakeFloor, random.Random, Sequence[Center]], str], float]] = [
    (box_is_counted, 1),
    (phone_hears_messages, 0.7),
    (phone_presses, 3),
    (messages_are_told, 2),
]
