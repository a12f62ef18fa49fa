"""Whatever the audit keeps is told in words, in each language of the desk."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lingtong.floor.live.commands import Supervise

pytestmark = pytest.mark.model
ROOT = Path(__file__).parents[3]
WORDS = ROOT / "web/apps/desk/src/features/admin/words"
RECORDED = re.compile(
    r"""(?:\brecord\(\s*\w+,\s*\w+,|\.write\(\s*who,|\bact\s=)\s*(?:\w+\s+if\s[^"]*)?"([a-z_-]+\.[a-z_]+)\""""
)
OTHERWISE = re.compile(r'\bact = "[a-z_.-]+" if [^"]+ else "([a-z_-]+\.[a-z_]+)"')


def written() -> set[str]:
    sources = [file.read_text() for file in (ROOT / "lingtong").rglob("*.py") if "tests" not in file.parts]
    return {act for text in sources for form in (RECORDED, OTHERWISE) for act in form.findall(text)}


def tags(kind: type[Any]) -> Iterator[str]:
    for one in kind.__subclasses__():
        if one.__struct_config__.tag.islower():
            yield one.__struct_config__.tag
        yield from tags(one)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_act_is_told_in_words(language: str) -> None:
    words = json.loads((WORDS / f"{language}.json").read_text())
    acts = written() | {f"floor.{tag}" for tag in tags(Supervise)}
    assert {"data.row_kept", "flows.published", "flows.rolled_back", "floor.watch", "pins.reset"} <= acts
    kinds = {f"{kind}.{verb}" for kind in words["resource"] for verb in words["verb"]}
    assert sorted(act for act in acts - kinds if act.replace(".", "_") not in words["act"]) == []
