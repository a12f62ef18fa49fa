"""Flows to begin with: drawn to the end but for the things of the center, which the author chooses."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from lingtong.floor.ivr.designer.errors import TemplateUnknown

_FOLDER = Path(__file__).with_name("templates")


class Template(msgspec.Struct, frozen=True):
    title: dict[str, str]
    hint: dict[str, str]
    flow: dict[str, Any]


class TemplateListed(msgspec.Struct, frozen=True):
    """`title` and `hint` by language."""

    id: str
    title: dict[str, str]
    hint: dict[str, str]


@cache
def templates() -> Mapping[str, Template]:
    return {
        file.stem: msgspec.json.decode(file.read_bytes(), type=Template)
        for file in sorted(_FOLDER.glob("*.json"))
    }


def listed() -> list[TemplateListed]:
    return [TemplateListed(name, one.title, one.hint) for name, one in templates().items()]


def flow_of(name: str) -> dict[str, Any]:
    if name not in templates():
        raise TemplateUnknown("There is no such template.", name=name[:40])
    return dict(templates()[name].flow)
