"""The built-in prompts: their names and what they say in each language."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import get_args

from lingtong.floor.ivr.prompts.errors import PromptNameInvalid
from lingtong.floor.ivr.prompts.ports import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")

Texts = Mapping[str, Mapping[str, str]]


@cache
def built_in() -> Texts:
    """Text by prompt name, then by language. A language that is missing has no text of its own."""
    return tomllib.loads(Path(__file__).with_name("catalog.toml").read_text(encoding="utf-8"))


def checked_name(name: str) -> str:
    """A prompt's name becomes a file's name, so it is a short word of small letters, digits and _."""
    if not _NAME.fullmatch(name):
        raise PromptNameInvalid(
            "A prompt's name is 1 to 48 small letters, digits or _ and begins with a letter.", name=name[:60]
        )
    return name
