import shutil
import subprocess
from collections.abc import Sequence

import pytest

from tools.setup import debian
from tools.setup.debian import Package
from tools.setup.show import CannotGoOnError

pytestmark = pytest.mark.model

Said = subprocess.CompletedProcess[str]


def package(name: str = "sip-tester", *, there: bool = False, advice: str = "") -> Package:
    return Package(name, "the callers of the tests", lambda: there, advice)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A machine that answers commands from a table; anything that is shown to run counts as done."""
    answers = {"apt-cache": "Candidate: 1.0", "sudo": ""}

    def run(command: Sequence[str], **_: object) -> Said:
        return subprocess.CompletedProcess(
            command, 0 if command[0] in answers else 1, answers.get(command[0], ""), ""
        )

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(
        shutil, "which", lambda name: f"/usr/bin/{name}" if name in {"apt-get", *answers} else None
    )
    monkeypatch.setattr(debian, "_is_root", lambda: False)
    return answers


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    commands: list[list[str]] = []
    monkeypatch.setattr(debian, "run_shown", lambda _title, command, **_: commands.append(list(command)))
    return commands


def test_what_is_there_is_not_installed_again(machine: dict[str, str], ran: list[list[str]]) -> None:
    debian.install([package(there=True)])
    assert ran == []


def test_only_what_is_missing_is_installed_and_by_sudo(machine: dict[str, str], ran: list[list[str]]) -> None:
    installed = iter([False, True])
    debian.install(
        [package("baresip", there=True), Package("sip-tester", "callers", lambda: next(installed))]
    )
    assert [command[-1] for command in ran] == ["update", "sip-tester"]
    assert all(command[:2] == ["sudo", "-n"] for command in ran)


def test_without_sudo_the_command_for_root_is_told(machine: dict[str, str], ran: list[list[str]]) -> None:
    del machine["sudo"]
    with pytest.raises(CannotGoOnError, match=r"no sudo. Run as root: apt-get install .* sip-tester"):
        debian.install([package()])


def test_a_package_that_the_system_lacks_is_told_with_advice(
    machine: dict[str, str], ran: list[list[str]]
) -> None:
    machine["apt-cache"] = "Candidate: (none)"
    with pytest.raises(CannotGoOnError, match=r"offers no package chromium .* LINGTONG_CHROMIUM"):
        debian.install([package("chromium", advice="Name yours in LINGTONG_CHROMIUM.")])


def test_a_system_without_apt_is_told_what_to_install(
    machine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(CannotGoOnError, match=r"no apt-get. Install by hand what these hold: sip-tester"):
        debian.install([package()])


def test_a_browser_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    chromium = next(p for p in debian.FOR_TESTING if p.name == "chromium")
    monkeypatch.setenv("LINGTONG_CHROMIUM", "/bin/sh")
    assert chromium.is_there()
    monkeypatch.setenv("LINGTONG_CHROMIUM", "/nowhere/chrome")
    with pytest.raises(CannotGoOnError, match=r"names /nowhere/chrome, which is not a program"):
        chromium.is_there()
