"""An agent signs in at any desk phone: from the screen, or by a code and a PIN on its keys."""

import msgspec
import pytest

from lingtong.floor.agents import pin_fits, pin_hash
from lingtong.floor.agents.events import DeskLogInRefused, PhoneChosen
from lingtong.floor.agents.model import PhoneTaken, PhoneUnknown, SeatBusy
from lingtong.floor.center import DeskPhone
from lingtong.floor.live import commands as ask
from lingtong.floor.live.picture import seat_view
from lingtong.floor.testing import FakeFloor
from lingtong.floor.testing.center import PIN

pytestmark = pytest.mark.room


def dials(day: FakeFloor, phone: str, code: str, keys: str = "") -> str:
    day.switch.phone(phone, True)
    leg_id = day.caller_dials(code, ani=phone, source=f"phone:{phone}")
    for key in keys:
        day.press(leg_id, key)
    return leg_id


def refused(day: FakeFloor) -> list[tuple[str, str]]:
    return [(fact.agent_id, fact.cause) for fact in day.facts if isinstance(fact, DeskLogInRefused)]


def rings_at(day: FakeFloor, phone: str) -> bool:
    leg = day.switch.leg_at(f"phone:{phone}")
    return leg is not None and not leg.connected


def test_a_pin_is_kept_as_a_hash_with_a_salt_of_its_own() -> None:
    known = pin_hash("2468")
    assert pin_fits("2468", known)
    assert not pin_fits("2469", known)
    assert not pin_fits("", "")
    assert known != pin_hash("2468")
    assert "2468" not in known


def test_calls_ring_at_the_desk_phone_that_was_chosen_on_the_screen(day: FakeFloor) -> None:
    day.switch.phone("desk-9", True)
    day.window("wang", "w-wang", opened=True)
    day.do(ask.LogIn, "wang", window_id="w-wang", phone="desk-9")
    day.do(ask.SetReady, "wang")
    caller = day.caller_waits()
    assert rings_at(day, "desk-9")
    assert not day.rings("wang")
    leg = day.switch.leg_at("phone:desk-9")
    assert leg is not None
    day.switch.pick_up(leg.leg_id)
    day.settle()
    assert leg.leg_id in day.switch.hears(caller)
    view = seat_view(day.engine.floor.board, day.seat("wang"))
    assert (view.phone, view.desk_phone) == ("desk", "desk-9")


def test_a_reload_keeps_the_desk_phone_and_signing_out_frees_it(day: FakeFloor) -> None:
    day.switch.phone("desk-9", True)
    day.do(ask.LogIn, "wang", window_id="w1", phone="desk-9")
    day.do(ask.LogIn, "wang", window_id="w2")
    assert day.seat("wang").endpoint == "desk-9"
    day.do(ask.LogOut, "wang")
    assert day.seat("wang").endpoint == ""
    day.do(ask.LogIn, "chen", phone="desk-9")
    assert day.seat("chen").endpoint == "desk-9"


@pytest.mark.parametrize("whose", ["nobody's", "another's"])
def test_a_removed_phone_is_left_after_the_call(day: FakeFloor, whose: str) -> None:
    """A phone of that name may be made again, in another tenant: no call of ours rings there."""
    day.switch.phone("desk-9", True)
    day.phone("wang", reachable=True)
    day.window("wang", "w", opened=True)
    day.do(ask.LogIn, "wang", window_id="w", phone="desk-9")
    day.do(ask.SetReady, "wang")
    caller = day.caller_waits()
    leg = day.switch.leg_at("phone:desk-9")
    assert leg is not None
    day.switch.pick_up(leg.leg_id)
    day.settle()
    phones = {name: phone for name, phone in day.center.phones.items() if name != "desk-9"}
    if whose == "another's":
        phones["desk-9"] = DeskPhone(id="theirs", tenant_id="other", name="desk-9")
    day.reconfigure(msgspec.structs.replace(day.center, phones=phones))
    assert leg.leg_id in day.switch.hears(caller)
    day.hangs_up(caller)
    day.time_passes(60)
    assert (day.state_of("wang"), day.seat("wang").endpoint) == ("ready", "")
    day.caller_waits()
    assert day.rings("wang")


def test_two_agents_are_never_at_one_phone(day: FakeFloor) -> None:
    day.do(ask.LogIn, "wang", phone="desk-9")
    with pytest.raises(PhoneTaken):
        day.do(ask.LogIn, "chen", phone="desk-9")
    day.do(ask.LogIn, "chen", phone="ep-liu")  # liu is not here
    with pytest.raises(PhoneTaken):
        day.do(ask.LogIn, "liu")
    day.do(ask.LogIn, "liu", phone="desk-8")
    assert day.seat("liu").logged_in


def test_only_desk_phones_of_the_tenant_can_be_sat_at(day: FakeFloor) -> None:
    for phone in ("ep-zhang", "guest-01", "no-such"):
        with pytest.raises(PhoneUnknown):
            day.do(ask.LogIn, "wang", phone=phone)
    assert not day.seat("wang").logged_in


def test_an_agent_moves_to_another_phone_between_calls_only(day: FakeFloor) -> None:
    day.agent_ready("zhang")
    day.switch.phone("desk-9", True)
    day.caller_waits()
    day.answers("zhang")
    with pytest.raises(SeatBusy):
        day.do(ask.LogIn, "zhang", phone="desk-9")
    day.agent_hangs_up("zhang")
    day.do(ask.SetReady, "zhang")
    day.do(ask.LogIn, "zhang", phone="desk-9")
    assert [fact.endpoint for fact in day.facts if isinstance(fact, PhoneChosen)] == ["desk-9"]
    day.caller_waits()
    assert rings_at(day, "desk-9")


def test_the_seat_sits_there_still_after_the_engine_died(day: FakeFloor) -> None:
    day.switch.phone("desk-9", True)
    day.window("wang", "w", opened=True)
    day.do(ask.LogIn, "wang", window_id="w", phone="desk-9")
    day.do(ask.SetReady, "wang")
    day.crash()
    day.start()
    day.caller_waits()
    assert rings_at(day, "desk-9")


# --- by code


def test_a_code_a_number_and_a_pin_sign_in_at_the_phone(day: FakeFloor) -> None:
    leg_id = dials(day, "desk-9", "*11", f"1002#{PIN}#")
    assert (day.seat("wang").logged_in, day.seat("wang").endpoint) == (True, "desk-9")
    day.time_passes(15)
    assert leg_id not in day.switch.legs
    dials(day, "desk-9", "*13")
    assert day.state_of("wang") == "ready"
    day.time_passes(15)
    day.caller_waits()
    assert rings_at(day, "desk-9"), "a desk phone works without a screen"


def test_codes_make_not_ready_and_sign_out(day: FakeFloor) -> None:
    dials(day, "desk-9", "*11", f"1002#{PIN}#")
    dials(day, "desk-9", "*13")
    dials(day, "desk-9", "*14")
    assert day.state_of("wang") == "not_ready"
    dials(day, "desk-9", "*12")
    assert (day.state_of("wang"), day.seat("wang").endpoint) == ("logged_out", "")


def test_strangers_are_refused_and_counted(day: FakeFloor) -> None:
    dials(day, "desk-9", "*11", "1002#0000#")
    dials(day, "desk-9", "*11", f"9999#{PIN}#")
    dials(day, "desk-9", "*11", f"1001#{PIN}#")  # zhang has no PIN
    assert refused(day) == [("wang", "pin"), ("", "unknown"), ("zhang", "pin")]
    for _ in range(2):
        dials(day, "desk-9", "*11", "1002#1111#")
    dials(day, "desk-9", "*11", f"1002#{PIN}#")
    assert refused(day)[-1] == ("wang", "locked_out")
    assert not day.seat("wang").logged_in
    day.time_passes(901)
    dials(day, "desk-9", "*11", f"1002#{PIN}#")
    assert day.seat("wang").logged_in


def test_guessing_at_many_phones_locks_the_agent_out_too(day: FakeFloor) -> None:
    for phone in ("desk-8", "desk-9", "ep-liu") * 2:
        dials(day, phone, "*11", "1002#0000#")
    assert refused(day)[-1] == ("wang", "locked_out")


def test_a_code_from_anywhere_else_leads_nowhere(day: FakeFloor) -> None:
    for source in ("phone:guest-01", "trunk:carrier", "phone:ep-zhang"):
        leg_id = day.caller_dials("*11", source=source)
        assert leg_id not in day.switch.legs


def test_a_phone_that_dials_no_digits_is_let_go(day: FakeFloor) -> None:
    leg_id = dials(day, "desk-9", "*11", "10")
    day.time_passes(30)
    assert leg_id not in day.switch.legs
    assert not day.engine.floor.board.codes.open


def test_a_taken_phone_says_so(day: FakeFloor) -> None:
    dials(day, "desk-9", "*11", f"1002#{PIN}#")
    dials(day, "desk-9", "*11", f"1003#{PIN}#")
    assert refused(day) == [("chen", "taken")]
    assert day.seat("wang").logged_in


def test_a_star_begins_the_digits_anew(day: FakeFloor) -> None:
    dials(day, "desk-9", "*11", f"99*1002#7*{PIN}#")
    assert day.seat("wang").logged_in


def test_after_a_restart_the_phone_is_asked_again(day: FakeFloor) -> None:
    leg_id = dials(day, "desk-9", "*11", "1002#")
    day.crash()
    day.start()
    for key in f"1002#{PIN}#":
        day.press(leg_id, key)
    assert day.seat("wang").logged_in
