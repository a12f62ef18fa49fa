"""Causes, media and contacts: decisions without a switch."""

from pathlib import Path

import pytest

from lingtong.switch.ari.causes import after_answer, before_answer, worth_another_trunk
from lingtong.switch.ari.generated import Endpoint
from lingtong.switch.ari.legs import Leg, Legs, channel_for, leg_of
from lingtong.switch.ari.media import Sounds
from lingtong.switch.ari.reachability import Reachability
from lingtong.switch.events import EndpointReachability, TrunkReachability

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("sip", "q850", "to_phone", "rang_out", "cause"),
    [
        (486, 17, True, False, "busy"),
        (600, 17, False, False, "busy"),
        (603, 21, True, False, "declined"),
        (480, 19, True, False, "declined"),
        (480, 19, False, False, "unreachable"),
        (480, 19, True, True, "no_answer"),
        (403, 21, False, False, "not_allowed"),
        (404, 1, False, False, "unreachable"),
        (503, 34, False, False, "congestion"),
        (0, 20, True, False, "unreachable"),
        (0, 0, False, False, "failed"),
    ],
)
def test_the_cause_of_an_unanswered_leg(
    sip: int, q850: int, to_phone: bool, rang_out: bool, cause: str
) -> None:
    assert before_answer(sip, q850, to_phone=to_phone, rang_out=rang_out) == cause


def test_a_talk_ends_normally_unless_the_network_took_it() -> None:
    assert [after_answer(q850) for q850 in (0, 16, 44, 38)] == ["normal", "normal", "failed", "failed"]


def test_another_carrier_is_asked_only_where_it_may_do_better() -> None:
    assert worth_another_trunk("congestion", 503)
    assert worth_another_trunk("unreachable", 0)
    assert not worth_another_trunk("unreachable", 404)
    assert not worth_another_trunk("busy", 486)
    assert not worth_another_trunk("no_answer", 480)


def test_prompts_are_found_by_language_and_no_path_can_be_smuggled_in(tmp_path: Path) -> None:
    for name in (
        "zh/hello",
        "en/hello",
        "en/only",
        "zh/digit_1",
        "zh/digit_1_spelled",
        "zh/digit_0",
        "zh/t1/own",
        "zh/t1/speech-abc",
    ):
        file = tmp_path / f"{name}.wav"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    sounds = Sounds(tmp_path, "cn")
    assert sounds.addresses(("prompt:hello",), "en") == ["sound:en/hello"]
    assert sounds.addresses(("prompt:only", "prompt:t1/own"), "zh") == ["sound:en/only", "sound:zh/t1/own"]
    assert sounds.addresses(("prompt:nowhere", "prompt:../../etc/passwd", "prompt:a,b"), "zh") == []
    assert sounds.addresses(("digits:10",), "zh") == ["sound:zh/digit_1_spelled", "sound:zh/digit_0"]
    assert sounds.addresses(("number:12",), "zh") == ["sound:zh/digit_1", "sound:core/digits/2"]
    assert sounds.addresses(("digits:1",), "en") == ["sound:core/digits/1"]
    assert sounds.addresses(("prompt:hello", "prompt:own"), "zh", "t1") == [
        "sound:zh/hello",
        "sound:zh/t1/own",
    ]
    assert sounds.addresses(("prompt:own", "speech:abc"), "en", "t1") == [
        "sound:zh/t1/own",
        "sound:zh/t1/speech-abc",
    ]
    assert sounds.addresses(("prompt:own", "speech:abc", "speech:../x"), "zh", "t2") == []
    assert sounds.addresses(("prompt:own",), "zh", "../zh/t1") == []
    assert sounds.addresses(("tone:ring", "tone:a;b"), "zh") == ["tone:ring;tonezone=cn"]


def test_a_leg_keeps_its_id_at_the_next_trunk() -> None:
    assert leg_of(channel_for("0199-leg", 0)) == leg_of(channel_for("0199-leg", 2)) == "0199-leg"
    assert channel_for("0199-leg", 1) != channel_for("0199-leg", 2)


def test_a_play_ends_once() -> None:
    legs = Legs()
    leg = legs.add(Leg("a", "a"))
    legs.begin_play(leg, "p")
    assert legs.end_play("p")
    assert not legs.end_play("p")
    legs.begin_play(leg, "q")
    legs.forget(leg)
    assert not legs.end_play("q")


def endpoint(name: str, state: str) -> Endpoint:
    return Endpoint(technology="PJSIP", resource=name, state=state)


def test_a_phone_that_registers_anew_is_reachable_all_the_time() -> None:
    reach = Reachability()
    reach.begin([endpoint("1001", "online"), endpoint("trunk-a", "offline")])
    assert reach.phones == {"1001"}
    assert reach.hear("1001", "sip:new", "NonQualified") == []
    assert reach.hear("1001", "sip:old", "Removed") == []
    assert reach.hear("1001", "sip:new", "Removed") == [
        EndpointReachability(endpoint="1001", reachable=False)
    ]
    assert reach.hear("trunk-a", "sip:t", "Reachable") == [TrunkReachability(trunk="a", reachable=True)]


def test_looking_again_tells_only_what_changed() -> None:
    reach = Reachability()
    assert reach.begin([endpoint("1001", "offline"), endpoint("trunk-a", "online")]) == [
        TrunkReachability(trunk="a", reachable=True)
    ]
    assert reach.begin([endpoint("1001", "online"), endpoint("trunk-a", "online")]) == [
        EndpointReachability(endpoint="1001", reachable=True)
    ]
    assert reach.begin([]) == [
        EndpointReachability(endpoint="1001", reachable=False),
        TrunkReachability(trunk="a", reachable=False),
    ]
