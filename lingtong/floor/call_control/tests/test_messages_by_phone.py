"""Messages heard by phone: from the own desk phone, from a shared one, through a flow from outside."""

from pathlib import Path

import msgspec
import pytest

from lingtong.floor.agents.config import Team
from lingtong.floor.call_control.model import Stage
from lingtong.floor.call_control.tests.walking import BYE, flow, heard, presses, where
from lingtong.floor.routing.config import Site
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import PIN, TENANT, demo_center
from lingtong.interactions.events import InteractionArrived
from lingtong.switch.commands import Play

pytestmark = pytest.mark.room
FIRST = {
    "id": "m-1",
    "phase": "new",
    "number": "13900002222",
    "day": "",
    "time": "09:05",
    "media": "playback/m-1",
}
SECOND = {**FIRST, "id": "m-2", "number": "", "media": "playback/m-2"}


@pytest.fixture
def day(tmp_path: Path) -> FakeFloor:
    floor = FakeFloor(demo_center(), tmp_path)
    floor.switch.play_for = 2.0
    return floor


def dials(day: FakeFloor, phone: str = "ep-liu") -> str:
    return day.caller_dials("*16", ani="1004", source=f"phone:{phone}")


def asked(day: FakeFloor) -> dict[str, object]:
    return dict(day.errands[-1].request)


def opens(day: FakeFloor, new: str = "1", saved: str = "0") -> None:
    day.errand_ends("done", {"new": new, "saved": saved, "since": "2026-11-23T01:00:00+00:00"})
    day.time_passes(2.1)
    assert asked(day)["do"] == "next"


def last(day: FakeFloor) -> tuple[str, ...]:
    return [sent for sent in day.switch.sent if isinstance(sent, Play)][-1].media


def test_the_own_phone_says_how_many_and_the_first(day: FakeFloor) -> None:
    dials(day)
    assert (asked(day)["do"], asked(day)["agent"]) == ("open", "liu")
    opens(day, new="3", saved="2")
    assert last(day) == ("prompt:messages_new", "prompt:digit_3", "prompt:messages_saved", "prompt:digit_2")
    day.errand_ends("done", FIRST)
    said = last(day)
    assert said[0] == "prompt:messages_from"
    assert said[-2:] == ("prompt:playback/m-1", "prompt:messages_keys")
    assert "prompt:messages_at" in said
    assert not [fact for fact in day.facts if isinstance(fact, InteractionArrived)]


@pytest.mark.parametrize(
    ("key", "does", "word"), [("2", "keep", "messages_kept"), ("3", "delete", "messages_deleted")]
)
def test_a_key_keeps_or_deletes_and_the_next_one_follows(
    day: FakeFloor, key: str, does: str, word: str
) -> None:
    phone = dials(day)
    opens(day)
    day.errand_ends("done", FIRST)
    day.press(phone, key)
    assert (asked(day)["do"], asked(day)["id"]) == (does, "m-1")
    day.errand_ends("done")
    assert last(day) == (f"prompt:{word}",)
    day.time_passes(2.1)
    assert (asked(day)["do"], asked(day)["id"]) == ("next", "m-1")
    day.errand_ends("done", SECOND)
    assert "prompt:messages_from" not in last(day)
    day.press(phone, "#")
    day.errand_ends("empty")
    assert last(day) == ("prompt:messages_no_more",)
    day.time_passes(5)
    assert not day.switch.legs


def test_it_is_heard_again_and_ended_by_key(day: FakeFloor) -> None:
    phone = dials(day)
    opens(day)
    day.errand_ends("done", FIRST)
    day.time_passes(2.1)
    day.press(phone, "1")
    assert heard(day).count("playback/m-1") == 2
    day.press(phone, "*")
    day.time_passes(2.1)
    assert not day.switch.legs


def test_who_left_it_is_called_back_from_that_very_phone(day: FakeFloor) -> None:
    day.phone("liu", reachable=True)
    day.agent_ready("liu")
    phone = dials(day)
    opens(day)
    day.errand_ends("done", FIRST)
    day.press(phone, "4")
    assert asked(day)["do"] == "call"
    day.errand_ends("done")
    day.time_passes(0.5)
    it = day.call(phone)
    assert (it.direction, it.dnis, it.owner) == ("out", "13900002222", "liu")
    assert day.state_of("liu") == "talking"


def test_without_a_number_or_a_seat_nobody_is_called(day: FakeFloor) -> None:
    phone = dials(day)
    opens(day)
    day.errand_ends("done", SECOND)
    day.press(phone, "4")
    assert last(day) == ("prompt:messages_no_number",)
    day.press(phone, "#")
    day.errand_ends("done", FIRST)
    day.press(phone, "4")
    day.errand_ends("done")
    assert last(day) == ("prompt:messages_call_failed",)  # liu has not signed in
    day.time_passes(5)
    assert not day.switch.legs


def test_a_site_may_ask_for_the_pin_at_the_own_phone_too(day: FakeFloor) -> None:
    replace = msgspec.structs.replace
    liu = replace(day.center.agents["liu"], team_id="east")
    day.reconfigure(
        replace(
            day.center,
            agents={**day.center.agents, "liu": liu},
            teams={"east": Team(id="east", tenant_id=TENANT, name="东", site_id="site")},
            sites={"site": Site(id="site", tenant_id=TENANT, name="济南", open_messages=False)},
        )
    )
    dials(day)
    assert last(day) == ("prompt:desk_agent_number",)
    assert not day.errands


def test_a_phone_of_nobody_asks_for_number_and_pin(day: FakeFloor) -> None:
    phone = dials(day, "desk-8")
    assert last(day) == ("prompt:desk_agent_number",)
    presses(day, phone, f"1003#{PIN}#")
    assert (asked(day)["do"], asked(day)["agent"]) == ("open", "chen")
    day.errand_ends("empty")
    assert last(day) == ("prompt:messages_none",)


def test_wrong_pins_end_the_call_and_lock_the_phone(day: FakeFloor) -> None:
    for _ in range(2):
        phone = dials(day, "desk-8")
        for _ in range(3):
            presses(day, phone, "1003#9999#")
        day.time_passes(4)
    phone = dials(day, "desk-8")
    presses(day, phone, f"1003#{PIN}#")  # right, but too late
    assert not day.errands
    assert last(day)[0] == "prompt:pin_wrong"


def test_a_stranger_s_phone_is_refused(day: FakeFloor) -> None:
    dials(day, "guest-01")
    assert not day.switch.legs


def test_an_answer_that_never_comes_is_a_word_and_the_end(day: FakeFloor) -> None:
    phone = dials(day)
    day.press(phone, "5")
    day.time_passes(28)
    assert "messages_not_now" in heard(day)
    day.time_passes(5)
    assert not day.switch.legs


def test_from_outside_a_flow_asks_hears_and_leads_on_to_the_call_back(day: FakeFloor) -> None:
    nodes = {
        "hear": {"type": "messages", "into": "word", "call": "out", "refused": "bye", "done": "bye"},
        "out": {"type": "transfer", "number": "{word}", "failed": "bye"},
        "bye": BYE,
    }
    day.reconfigure(msgspec.structs.replace(day.center, flows={**day.center.flows, "main": flow(nodes)}))
    caller = day.caller_dials()
    presses(day, caller, f"1003#{PIN}#")
    assert asked(day)["agent"] == "chen"
    opens(day)
    day.errand_ends("done", FIRST)
    assert "playback/m-1" in heard(day)
    assert where(day, caller) == "hear"
    assert all(PIN not in step.keys for step in day.call(caller).walked)
    day.press(caller, "4")
    day.errand_ends("done")
    assert day.call(caller).stage is Stage.OUTSIDE
    assert day.switch.leg_at("number:13900002222") is not None
