"""Why a leg ended, from what SIP (RFC 3261) and Q.850 say."""

from lingtong.switch.commands import Cause

_BY_SIP: dict[int, Cause] = {
    404: "unreachable",
    408: "unreachable",
    410: "unreachable",
    484: "unreachable",
    486: "busy",
    488: "failed",
    600: "busy",
    603: "declined",
    604: "unreachable",
    606: "failed",
}
_BY_Q850: dict[int, Cause] = {
    0: "failed",
    1: "unreachable",
    2: "unreachable",
    3: "unreachable",
    16: "normal",
    17: "busy",
    18: "no_answer",
    19: "no_answer",
    20: "unreachable",
    21: "declined",
    22: "unreachable",
    27: "unreachable",
    28: "unreachable",
    31: "normal",
    34: "congestion",
    38: "congestion",
    41: "congestion",
    42: "congestion",
    44: "congestion",
    57: "not_allowed",
}
_TO_Q850: dict[Cause, int] = {
    "normal": 16,
    "busy": 17,
    "declined": 21,
    "no_answer": 19,
    "unreachable": 1,  # the caller's network says in its own words that there is no such number (SIP 404)
    "congestion": 42,
    "not_allowed": 57,
    "failed": 38,
}
# Another carrier may do better where one is full, broken or away; never where the called party has spoken.
NEXT_TRUNK: frozenset[Cause] = frozenset({"congestion", "unreachable", "failed", "not_allowed"})
_NEVER_ELSEWHERE = frozenset({404, 410, 484, 604})


def before_answer(sip: int, q850: int, *, to_phone: bool, rang_out: bool) -> Cause:
    """Why a leg that we made was not answered. `sip` is 0 where no answer came at all.

    A phone of ours that says 480 was declined by hand (many phones say it so); at a trunk it means
    that the called party cannot be reached now.
    """
    if rang_out:
        return "no_answer"
    if sip == 480:
        return "declined" if to_phone else "unreachable"
    if sip in (401, 403, 407):
        return "declined" if to_phone else "not_allowed"
    if 500 <= sip < 600:
        return "congestion"
    return _BY_SIP.get(sip) or _BY_Q850.get(q850, "failed")


def after_answer(q850: int) -> Cause:
    """A talk ends normally unless the network took it."""
    return "normal" if q850 in (0, 16, 17, 31) else "failed"


def to_q850(cause: Cause) -> int:
    return _TO_Q850[cause]


def worth_another_trunk(cause: Cause, sip: int) -> bool:
    return cause in NEXT_TRUNK and sip not in _NEVER_ELSEWHERE
