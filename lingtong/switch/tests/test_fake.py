import random
from datetime import UTC, datetime, timedelta

import pytest

from lingtong.switch import commands as do
from lingtong.switch import events as told
from lingtong.switch.calls import Leg, LegCue, LegState
from lingtong.switch.fake import FakeSwitch

pytestmark = pytest.mark.model
START = datetime(2026, 11, 23, tzinfo=UTC)


class Clock:
    at = START

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def switch() -> FakeSwitch:
    made = FakeSwitch(Clock(), random.Random(1))
    made.connect()
    return made


def after(switch: FakeSwitch, seconds: float) -> list[told.SwitchEvent]:
    switch._clock.at += timedelta(seconds=seconds)  # type: ignore[attr-defined]
    return list(switch.due())


def test_legs_in_a_bridge_hear_each_other_unless_muted_or_in_music(switch: FakeSwitch) -> None:
    for leg_id in "ab":
        switch.arrive(leg_id, "138", "95598")
    switch.send(do.OpenBridge(bridge_id="x"))
    switch.send(do.JoinBridge(bridge_id="x", leg_ids=("a", "b")))
    assert switch.hears("a") == {"b"}
    switch.send(do.MuteLeg(leg_id="b", on=True))
    assert switch.hears("a") == set()
    assert switch.hears("b") == {"a"}
    switch.send(do.StartMusic(leg_id="b"))
    assert switch.hears("b") == set()


def test_a_pair_is_for_two_to_whom_nobody_listens(switch: FakeSwitch) -> None:
    for leg_id in "abc":
        switch.arrive(leg_id, "138", "95598")
    switch.send(do.OpenBridge(bridge_id="x", pair=True))
    switch.send(do.JoinBridge(bridge_id="x", leg_ids=("a", "b")))
    switch.send(do.StartRecording(leg_id="a", recording_id="r"))
    switch.send(do.StopRecording(leg_id="a", recording_id="r"))
    with pytest.raises(AssertionError, match="no pair"):
        switch.send(do.Listen(leg_id="c", to_leg_id="a"))
    switch.send(do.StopListening(leg_id="c"))
    switch.send(do.LeaveBridge(bridge_id="x", leg_id="b"))
    with pytest.raises(AssertionError, match="no pair"):
        switch.send(do.JoinBridge(bridge_id="x", leg_ids=("c",)))


def test_a_phone_rings_out_only_while_it_rings(switch: FakeSwitch) -> None:
    switch.phone("p", reachable=True)
    switch.send(do.Originate(leg_id="a", endpoint="phone:p", ring_for=10))
    after(switch, 0)
    switch.send(do.Originate(leg_id="b", endpoint="phone:p", ring_for=10))
    after(switch, 1)
    switch.pick_up("b")
    assert told.LegConnected(leg_id="b") in after(switch, 0)
    after(switch, 20)
    assert "b" in switch.legs


def test_what_happens_while_the_socket_is_away_is_never_told(switch: FakeSwitch) -> None:
    switch.arrive("a", "138", "95598")
    switch.lose_socket()
    assert after(switch, 1) == []
    assert [leg.leg_id for leg in switch.connect().legs] == ["a"]
    switch.lose_socket()
    switch.hang_up("a")
    assert after(switch, 1) == []
    assert switch.connect().legs == ()


def test_late_events_of_one_leg_stay_in_order(switch: FakeSwitch) -> None:
    switch.latency = 2.0
    for number in range(20):
        switch.arrive(f"leg{number}", "138", "95598")
        switch.press(f"leg{number}", "1")
        switch.hang_up(f"leg{number}")
    heard = after(switch, 10)
    for number in range(20):
        of_leg = [type(event) for event in heard if getattr(event, "leg_id", "") == f"leg{number}"]
        assert of_leg == [told.LegArrived, told.DigitPressed, told.LegCleared]
    assert switch.unsettled == 0


def test_a_command_about_a_leg_that_is_gone_fails(switch: FakeSwitch) -> None:
    switch.send(do.AnswerLeg(leg_id="gone"))
    [failed] = after(switch, 0)
    assert isinstance(failed, told.CommandFailed)
    assert failed.gone


def test_every_play_ends_once(switch: FakeSwitch) -> None:
    switch.arrive("a", "138", "95598")
    for play_id in ("one", "two"):
        switch.send(do.Play(play_id=play_id, leg_id="a", media=("prompt:x",)))
    switch.send(do.StopPlay(play_id="one"))
    ends = [event.play_id for event in after(switch, 10) if isinstance(event, told.PlayEnded)]
    assert sorted(ends) == ["one", "two"]


def test_a_leg_ignores_what_is_late_or_doubled() -> None:
    leg = Leg(leg_id="a", role="customer", since=START)
    assert leg.take(LegCue.ANSWERED, START)
    assert not leg.take(LegCue.ANSWERED, START + timedelta(seconds=1))
    assert not leg.take(LegCue.ALERTED, START + timedelta(seconds=1))
    assert leg.connected_at == START
    assert leg.take(LegCue.CLEARED, START)
    assert (leg.state, leg.is_up) == (LegState.NULL, False)
