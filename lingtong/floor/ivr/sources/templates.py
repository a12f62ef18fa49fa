"""Inputs put into a request: each place encodes them in its own way; no value becomes syntax. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

PLACE = re.compile(r"\{([^\W\d]\w{0,39})\}")
_OF_PATHS = "/?&=%:@!$'()*+,;~"


class InputMissing(ValueError):
    pass


class InputUnfit(ValueError):
    pass


def names_in(template: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(PLACE.findall(template)))


def path(template: str, inputs: Mapping[str, str]) -> str:
    """Path and query. A value is one segment or one part of the query, never more."""
    filled = "".join(
        quote(_named(part, inputs), safe="") if place % 2 else quote(part, safe=_OF_PATHS)
        for place, part in enumerate(PLACE.split(template))
    )
    if any(segment in (".", "..") for segment in filled.partition("?")[0].split("/")):
        raise InputUnfit
    return filled


def form(template: str, inputs: Mapping[str, str]) -> str:
    pairs = parse_qsl(template.strip(), keep_blank_values=True)
    return urlencode([(name, _filled(value, inputs)) for name, value in pairs])


def body(template: str, inputs: Mapping[str, str]) -> str:
    """JSON in whose texts the inputs are put."""
    return json.dumps(_inside(json.loads(template), inputs), ensure_ascii=False)


def _inside(value: Any, inputs: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _filled(value, inputs)
    if isinstance(value, list):
        return [_inside(one, inputs) for one in value]
    if isinstance(value, dict):
        return {name: _inside(one, inputs) for name, one in value.items()}
    return value


def _filled(text: str, inputs: Mapping[str, str]) -> str:
    return PLACE.sub(lambda found: _given(found, inputs), text)


def _given(found: re.Match[str], inputs: Mapping[str, str]) -> str:
    return _named(found[1], inputs)


def _named(name: str, inputs: Mapping[str, str]) -> str:
    value = inputs.get(name)
    if value is None:
        raise InputMissing(name)
    return value
