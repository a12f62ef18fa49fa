"""A pack adds a kind of node: read, drawn, checked, tried and walked without a change in the product."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import pytest

from lingtong.apps.packs import add
from lingtong.floor.ivr.model import Field, Node, Nodes
from lingtong.floor.ivr.packs import add as add_to_flows
from lingtong.foundation.packs import PackRefused

pytestmark = pytest.mark.room
ROOT = Path(__file__).parents[3]
PACK = "tests.packs.outages"
WORDS = '[nodes]\n%s = { zh = "甲", en = "A", hint_zh = "乙", hint_en = "B" }\n'
# A process of its own, as packs come before all else: a flow is read, checked, shown and tried.
TRIED = """
import json, sys
from datetime import UTC, datetime
from lingtong.apps.packs import add
add((sys.argv[1],))
import msgspec
from lingtong.floor.center import Center
from lingtong.floor.ivr.check import Known, check
from lingtong.floor.ivr.designer.reading import read, written
from lingtong.floor.ivr.prompts.catalog import built_in
from lingtong.floor.ivr.designer.service import whole_palette
from lingtong.floor.ivr.designer.texts import Texts
from lingtong.floor.ivr.designer.trial import Call, TrialCall, TrialWorld
from lingtong.floor.ivr.designer.views import TrialEvent

known = Known(prompts={name: set(texts) for name, texts in built_in().items()})
body = json.loads(sys.argv[2])
found = read(body, "f", "t")
world = TrialWorld(Center(flows={"f": found.flow}), "t", Call(), datetime.now(UTC), lambda *_: None)
call = TrialCall(found.flow, world, Texts())
call.take(TrialEvent(answer="done", values={"until": "22:30"}))
call.take(TrialEvent(listen=True))
again = msgspec.json.decode(msgspec.json.encode(Center(flows={"f": found.flow})), type=Center)
shown = {shape.type: msgspec.to_builtins(shape) for group in whole_palette().groups for shape in group.nodes}
print(json.dumps({
    "unreadable": [one.message for one in found.findings],
    "findings": [[one.node, one.field, one.code] for one in check(found.flow, known)],
    "again": again.flows["f"] == found.flow,
    "written": written(found.flow)["nodes"],
    "shape": shown["outage"],
    "own": shown["voicemail"]["words"],
    "said": whole_palette().findings,
    "lines": [[one.node, one.kind] for one in call.lines],
    "variables": call.variables,
}))
"""


def tried(nodes: dict[str, Any]) -> Any:
    body = {"name": "F", "start": "ask", "nodes": nodes, "variables": {"end": {"type": "time"}, "x": {}}}
    answer = subprocess.run(
        [sys.executable, "-c", TRIED, PACK, json.dumps(body)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_its_node_is_read_shown_checked_and_tried_like_any_other() -> None:
    ask = {"type": "outage", "area": "0532", "until": "end", "affected": "bye", "failed": "gone"}
    found = tried({"ask": ask, "bye": {"type": "hang_up"}})
    assert found["unreadable"] == []
    assert found["again"]
    assert found["written"]["ask"]["area"] == "0532"
    assert found["findings"] == [["ask", "failed", "exit_unknown"]]
    assert found["shape"]["words"]["en"] == "Outage"
    assert [one["name"] for one in found["shape"]["fields"]] == ["area", "before", "until", "detail"]
    assert found["shape"]["exits"]["affected"]["zh"] == "停电"
    assert found["own"]["en"] == "Voicemail"
    assert ["ask", "errand"] in found["lines"]
    assert found["lines"][-1][0] == "bye"
    assert found["variables"]["end"] == "22:30"


def test_its_own_check_finds_and_says_what_is_wrong() -> None:
    found = tried({"ask": {"type": "outage", "area": "010", "until": "x", "not_affected": "ask"}})
    codes = [code for _, __, code in found["findings"]]
    assert codes == ["outage_until_no_time", "outage_area_unknown", "loop"]
    assert found["said"]["outage_area_unknown"]["zh"]


def test_a_pack_that_is_not_there_is_refused_at_the_start() -> None:
    env = {**os.environ, "LINGTONG_PACKS": '["acme.outages"]'}
    answer = subprocess.run(
        [sys.executable, "-m", "lingtong.apps.cli", "run"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    told = "There is no pack acme.outages: Python finds no acme. Install it, or take it out of `packs`."
    assert answer.stderr == f"lingtong: {told}\n"


@pytest.mark.parametrize(
    ("manifest", "why"),
    [
        ("", "has to say `PACK = Pack(…)`"),
        ("import nowhere_at_all", "cannot be loaded: ModuleNotFoundError"),
        ("1 / 0", "cannot be loaded: ZeroDivisionError"),
        ("PACK = Pack(name='a', name_en='A', needs=('desk.tickets',))", "needs desk.tickets, which this"),
        ("PACK = Pack(name='a', name_en='A', needs=(), adds=('x',))", "adds a str"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(
    manifest: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"pack_{abs(hash(manifest))}"
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").touch()
    text = f"from lingtong.foundation.packs import Pack\n{manifest}\n"
    (tmp_path / name / "manifest.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(PackRefused, match=name) as refused:
        add((name,))
    assert why in refused.value.message


class Good(Node, frozen=True, kw_only=True, tag="good"):
    FIELDS: ClassVar[tuple[Field, ...]] = (Field("next", "exit"),)
    next: str = ""

    def enter(self, walk: Any) -> str | None:
        return "next"


class Menu(Good, frozen=True, kw_only=True, tag="menu"): ...


class Spaced(Good, frozen=True, kw_only=True, tag="two words"): ...


class Elsewhere(Good, frozen=True, kw_only=True, tag="elsewhere"):
    GROUP: ClassVar = "trade"  # type: ignore[assignment]


class Idle(Node, frozen=True, kw_only=True, tag="idle"): ...


class Strange(Good, frozen=True, kw_only=True, tag="strange"):
    FIELDS: ClassVar = (*Good.FIELDS, Field("area", "map"))  # type: ignore[arg-type]
    area: str


class Forgotten(Good, frozen=True, kw_only=True, tag="forgotten"):
    area: str


class Absent(Good, frozen=True, kw_only=True, tag="absent"):
    FIELDS: ClassVar = (*Good.FIELDS, Field("area", "text"))


class Ahead(Good, frozen=True, kw_only=True, tag="ahead"):
    FIELDS: ClassVar = (*Good.FIELDS, Field("onward", "exit"))
    onward: str = "menu"


class Wordless(Good, frozen=True, kw_only=True, tag="wordless"):
    FIELDS: ClassVar = (*Good.FIELDS, Field("meter", "text"))
    meter: str


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (dict, "inherits from `Node`"),
        (Menu, "there is a node menu already"),
        (Spaced, "give its class a `tag`"),
        (Elsewhere, "GROUP is one of speak, ask"),
        (Idle, "say in `enter` what it does"),
        (Strange, "no form can show the kind map"),
        (Forgotten, "describe area in FIELDS"),
        (Absent, "FIELDS names area, which the struct does not have"),
        (Ahead, 'exit onward has to begin as ""'),
        (Wordless, "have no zh for meter in [fields]"),
    ],
)
def test_a_node_that_does_not_fit_is_refused_in_words(kind: type[Node], why: str, tmp_path: Path) -> None:
    words = tmp_path / "words.toml"
    words.write_text(WORDS % kind.__name__.lower())
    with pytest.raises(PackRefused) as refused:
        add_to_flows([("acme", Nodes(kinds=(kind,), words=words))])
    assert refused.value.message.startswith(f"Pack acme, {kind.__name__}: ")
    assert why in refused.value.message


@pytest.mark.parametrize(
    ("text", "why"),
    [(None, "has no file of words"), ("[nodes", "cannot be read"), ("[things]\na = 1", "cannot be read")],
)
def test_words_that_cannot_be_read_are_refused(text: str | None, why: str, tmp_path: Path) -> None:
    words = tmp_path / "words.toml"
    if text is not None:
        words.write_text(text)
    with pytest.raises(PackRefused, match=why):
        add_to_flows([("acme", Nodes(kinds=(Good,), words=words))])


def test_a_node_without_words_is_refused(tmp_path: Path) -> None:
    words = tmp_path / "words.toml"
    words.write_text("")
    with pytest.raises(PackRefused, match="no zh for the node good"):
        add_to_flows([("acme", Nodes(kinds=(Good,), words=words))])
