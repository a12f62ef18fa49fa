"""Whatever the audit keeps is told in words, in each language of the desk."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from lingtong.floor.live.any_command import AnyCommand
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


def supervised() -> set[str]:
    commands = [one for one in get_args(AnyCommand) if issubclass(one, Supervise)]
    return {f"floor.{one.__struct_config__.tag}" for one in commands}


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_act_is_told_in_words(language: str) -> None:
    words = json.loads((WORDS / f"{language}.json").read_text())
    acts = written() | supervised()
    assert {"data.row_kept", "flows.published", "flows.rolled_back", "floor.watch", "pins.reset"} <= acts
    kinds = {f"{kind}.{verb}" for kind in words["resource"] for verb in words["verb"]}
    assert sorted(act for act in acts - kinds if act.replace(".", "_") not in words["act"]) == []
