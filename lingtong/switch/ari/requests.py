"""Commands that are one request and nothing else."""

from collections.abc import Callable
from typing import Any

from lingtong.switch import commands as ask
from lingtong.switch.ari import generated as ari
from lingtong.switch.ari.generated import Request
from lingtong.switch.ari.legs import VARIABLE, Leg

AUTO_ANSWER = {
    "PJSIP_HEADER(add,Call-Info)": "<sip:lingtong>;answer-after=0",
    "PJSIP_HEADER(add,Alert-Info)": "info=alert-autoanswer",
}
_HEADER = "X-Lingtong-"

# In a pair Asterisk relays packets (native_rtp) or frames (simple_bridge), with the numbers of their sender.
# What it translates, for a recording or another codec, it drops while the numbers are lower than before: of
# a second partner, and after music. `video_sfu` is what makes it mix whatever comes (softmix, numbered anew).
PAIR, MIXING = "mixing", "mixing,video_sfu"
# Milliseconds without a word, and how loud is a word: Asterisk's own measure of it.
TALK = "1000,256"

ON_LEG: dict[type[ask.Command], Callable[[str, Any], Request]] = {
    ask.AnswerLeg: lambda channel, _: ari.channels_answer(channel),
    ask.RingLeg: lambda channel, _: ari.channels_ring(channel),
    ask.LeaveBridge: lambda channel, it: ari.bridges_remove_channel(it.bridge_id, channel),
    ask.StartMusic: lambda channel, it: ari.channels_start_moh(channel, moh_class=it.music),
    ask.StopMusic: lambda channel, _: ari.channels_stop_moh(channel),
    ask.SendDigits: lambda channel, it: ari.channels_send_dtmf(channel, dtmf=it.digits),
    ask.DetectTalk: lambda channel, it: ari.channels_set_channel_vars(
        channel, {"TALK_DETECT(set)": TALK} if it.on else {"TALK_DETECT(remove)": ""}
    ),
    ask.MuteLeg: lambda channel, it: (
        ari.channels_mute(channel, direction="in") if it.on else ari.channels_unmute(channel, direction="in")
    ),
}
ELSEWHERE: dict[type[ask.Command], Callable[[Any], Request]] = {
    ask.OpenBridge: lambda it: ari.bridges_create_with_id(it.bridge_id, type=PAIR if it.pair else MIXING),
    ask.CloseBridge: lambda it: ari.bridges_destroy(it.bridge_id),
    ask.StopPlay: lambda it: ari.playbacks_stop(it.play_id),
}


def originate(app: str, leg: Leg, order: ask.Originate, ring_for: float) -> Request:
    """One request does it all: variables and SIP headers travel with it."""
    kind, _, where = order.endpoint.partition(":")
    target = f"PJSIP/{where}" if kind == "phone" else f"PJSIP/{where}@trunk-{order.trunks[leg.tries]}"
    variables = {VARIABLE: leg.wanted()}
    for name, value in order.headers.items():
        if name.startswith(_HEADER) and value.isprintable():
            variables[f"PJSIP_HEADER(add,{name})"] = value
    if order.auto_answer:
        variables |= AUTO_ANSWER
    return ari.channels_originate_with_id(
        leg.channel_id,
        target,
        app=app,
        app_args=f"out,{order.endpoint}",
        caller_id=_caller(order),
        timeout=max(1, round(ring_for)),
        variables=variables,
    )


def _caller(order: ask.Originate) -> str | None:
    if not order.caller_number:
        return None
    name = "".join(char for char in order.caller_name if char.isprintable() and char not in '"\\<>')
    return f'"{name}" <{order.caller_number}>'
