"""Where the product itself plays a built-in prompt, whatever the flows say."""

from collections.abc import Mapping
from functools import cache

from lingtong.floor.ivr.prompts.catalog import built_in
from lingtong.floor.ivr.prompts.say import all_names


def _begin_with(sign: str) -> tuple[str, ...]:
    return tuple(name for name in built_in() if name.startswith(sign))


_PLACES = {
    "waiting": (
        *("all_agents_busy", "you_are_number", "in_line", "expected_wait", "minute", "minutes"),
        *("less_than_a_minute", "please_hold", "heavy_load"),
    ),
    "refusal": ("queue_full", "wait_too_long", "no_agents", "lines_full", "number_blocked", "number_unknown"),
    "agent": (
        *("record_after_tone", "record_keep", "record_kept"),
        *("accept_call", "vip_caller", "call_for_queue", "agent_number", "serves_you"),
        *_begin_with("desk_"),
    ),
    "callback": _begin_with("callback_"),
    "messages": _begin_with("message_"),
    "pins": _begin_with("pin_"),
    "survey": _begin_with("survey_"),
    "fax": _begin_with("fax_"),
    "trouble": ("degraded", "degraded_sorry"),
    "menu": (
        *("wrong_key", "no_key", "goodbye", "idle_release", "transfer_failed", "one_moment"),
        *("screening_question", "screening_again", "screening_failed"),
        *("you_typed", "right_or_again", "typed_too_short", "typed_wrong"),
    ),
    "numbers": ("key_star", "key_hash", *sorted(all_names())),
}


@cache
def places() -> Mapping[str, str]:
    return {name: place for place, names in _PLACES.items() for name in names}
