import json
from pathlib import Path

import pytest

from tools.setup import node, web
from tools.setup.show import CannotGoOnError, run_shown
from tools.setup.stamps import Stamp, content_hash

pytestmark = pytest.mark.room


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "package.json").write_text('{"scripts": {"build": "x"}}')
    (folder / "package-lock.json").write_text(
        json.dumps({"packages": {"": {}, "node_modules/a": {"version": "1"}}})
    )
    monkeypatch.setattr(web, "WEB", folder)
    monkeypatch.setattr(web, "BUILT", tmp_path / "built")
    monkeypatch.setattr(web, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(web, "with_node", dict)
    return folder


@pytest.fixture
def ran(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    commands: list[str] = []

    def run(title: str, command: list[str], **_: object) -> None:
        commands.append(" ".join(command[:3]))
        (workspace / "node_modules").mkdir(exist_ok=True)
        web.BUILT.mkdir(exist_ok=True)

    monkeypatch.setattr(web, "run_shown", run)
    return commands


def test_the_second_build_fetches_and_builds_nothing(ran: list[str]) -> None:
    web.build()
    web.build()
    assert ran == ["npm ci --no-audit", "npm run --silent"]


def test_a_changed_page_is_built_again_without_fetching(workspace: Path, ran: list[str]) -> None:
    web.build()
    (workspace / "page.vue").write_text("<template />")
    web.build()
    assert ran == ["npm ci --no-audit", "npm run --silent", "npm run --silent"]


def test_a_developers_own_install_is_kept(workspace: Path, ran: list[str]) -> None:
    (workspace / "node_modules").mkdir()
    written = {"packages": {"node_modules/a": {"version": "1"}}}
    (workspace / "node_modules/.package-lock.json").write_text(json.dumps(written))
    web.install_packages()
    assert ran == []


def test_a_tree_without_web_pages_is_left_alone(workspace: Path, ran: list[str]) -> None:
    (workspace / "package.json").unlink()
    web.build()
    assert ran == []


def test_node_modules_do_not_count_as_content(workspace: Path) -> None:
    before = content_hash([workspace])
    (workspace / "node_modules").mkdir()
    (workspace / "node_modules/a.js").write_text("1")
    assert content_hash([workspace]) == before


def test_a_stamp_says_what_it_was_set_to(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "deep/stamp")
    assert not stamp.says("a")
    stamp.set("a")
    assert stamp.says("a")
    assert not stamp.says("b")


def test_an_unreadable_node_counts_as_none(tmp_path: Path) -> None:
    broken = tmp_path / "node"
    broken.write_text("#!/bin/sh\necho what\n")
    broken.chmod(0o755)
    assert node.major_of(broken) is None
    assert node.major_of(tmp_path / "gone") is None


def test_a_new_enough_node_of_the_host_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v20.1.0\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    assert node.node_folder() == tmp_path


def test_failing_work_shows_its_last_words_and_what_to_do() -> None:
    with pytest.raises(CannotGoOnError, match=r"Check the network .*failed; all of its output: "):
        run_shown("Fetching", ["sh", "-c", "echo no route; exit 3"], failing="Check the network")
