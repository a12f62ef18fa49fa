"""What is sent to a service, made from its template; and the result found in its answer. Pure."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

from lingtong.floor.ivr.prompts.errors import SpeechUnavailable

_PLACE = re.compile(r"\{(text|language|voice|key|audio)\}")
JSON, XML, FORM = "application/json", "application/xml", "application/x-www-form-urlencoded"


def filled(template: str, values: Mapping[str, str], written: Callable[[str], str] = str) -> str:
    """`written` makes a value harmless where it comes to stand."""
    return _PLACE.sub(lambda found: written(values.get(found[1], "")), template)


def filled_url(template: str, values: Mapping[str, str]) -> str:
    return filled(template, values, lambda value: quote(value, safe=""))


def filled_body(template: str, values: Mapping[str, str]) -> tuple[str, str]:
    """The body and its type: JSON, XML (as SSML) or a form, whatever the template looks like."""
    begins = template.lstrip()[:1]
    if begins in ("{", "["):
        return filled(template, values, lambda value: json.dumps(value, ensure_ascii=False)[1:-1]), JSON
    if begins == "<":
        return filled(template, values, lambda value: escape(value, {'"': "&quot;", "'": "&apos;"})), XML
    return filled(template, values, quote_plus), FORM


def found_in(answer: bytes, path: str) -> str:
    """The text at a place such as `data.0.audio` of a JSON answer; without a place, the whole answer."""
    try:
        if not path:
            return answer.decode("utf-8").strip()
        at: Any = json.loads(answer)
        for step in path.split("."):
            at = at[int(step)] if isinstance(at, list) else at[step]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise SpeechUnavailable(
            "The answer of the speech service has no result in it.", why="no_result"
        ) from error
    if not isinstance(at, str | int | float):
        raise SpeechUnavailable("The answer of the speech service has no result in it.", why="no_result")
    return str(at)
