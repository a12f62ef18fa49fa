"""Import contracts: the strata in order, the rooms of a stratum in order, who may know whom.

The contracts are made from the tree, because import-linter refuses a contract that names a module which does
not exist yet; a new room is held by them from its first file on. import-linter then checks them.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.checks.source import Problem

STRATA = ("apps", "insight", "desk", "floor", "interactions", "switch", "foundation", "kit")
# Above first. `a | b`: neither may import the other.
ROOMS = {
    "floor": (
        "supervision | outbound",
        "call_control | setup | attendance | agent_log | map | messages",
        "callbacks | plans | duty | voicemail | survey",
        "ivr | channels",
        "routing",
        "agents | recording | outbound_rules",
        "lists | availability",
    ),
    "insight": ("quality | workforce", "simulation", "alarms | boards | availability", "reporting"),
}
# Beside the layered rooms: the snapshot of their configuration, the screens' messages, what a turn gives.
BESIDE = {"floor": ("center", "engine", "live", "testing", "turn"), "insight": ()}
VALUES = (
    "lingtong.floor.center -> lingtong.floor.*.config",
    "lingtong.floor.center -> lingtong.floor.ivr.graph",
)
MEETS_ASTERISK = ("lingtong.apps", "lingtong.switch.calls", "lingtong.switch.media")


@dataclass(frozen=True)
class Contract:
    id: str
    kind: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]

    def as_ini(self) -> str:
        parts = [f"[importlinter:contract:{self.id}]", f"name = {self.id}", f"type = {self.kind}"]
        for key, values in self.lines:
            parts.append(f"{key} =" if len(values) != 1 else f"{key} = {values[0]}")
            parts += [f"    {value}" for value in values] if len(values) != 1 else []
        return "\n".join(parts)


def contracts(root: Path) -> list[Contract]:
    made = [_strata()]
    made += [_layers(stratum) for stratum in ROOMS if (root / "lingtong" / stratum / "__init__.py").is_file()]
    made += _switch(root)
    made += _packs(root)
    return made


def check(root: Path) -> list[Problem]:
    roots = ["lingtong", *(["packs"] if _is_package(root / "packs") else [])]
    head = ["[importlinter]", "root_packages =", *(f"    {name}" for name in roots)]
    text = "\n\n".join(["\n".join(head), *(contract.as_ini() for contract in contracts(root))])
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "contracts.ini"
        config.write_text(text + "\n")
        answer = _lint(root, config)
    if answer.returncode == 0:
        return []
    return [Problem("lingtong", 0, _without_banner(answer.stdout) or answer.stderr.strip())]


def _without_banner(text: str) -> str:
    return text[max(text.find("Analyzed"), 0) :].strip()


def _lint(root: Path, config: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ]
    env = {**os.environ, "PYTHONPATH": str(root), "NO_COLOR": "1", "COLUMNS": "160"}
    return subprocess.run(
        [*command, "--config", str(config), "--no-cache"],
        cwd=root,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def _strata() -> Contract:
    lines = (
        ("containers", ("lingtong",)),
        ("layers", tuple(f"({name})" for name in STRATA)),
        ("exhaustive", ("true",)),
        *_tests_may_all("lingtong"),
    )
    return Contract("strata", "layers", lines)


def _layers(stratum: str) -> Contract:
    layers = tuple(" | ".join(f"({room})" for room in layer.split(" | ")) for layer in ROOMS[stratum])
    lines: list[tuple[str, tuple[str, ...]]] = [
        ("containers", (f"lingtong.{stratum}",)),
        ("layers", layers),
        ("exhaustive", ("true",)),
        *_tests_may_all("lingtong", *VALUES),
    ]
    if BESIDE[stratum]:
        lines.append(("exhaustive_ignores", BESIDE[stratum]))
    return Contract(f"rooms-of-{stratum}", "layers", tuple(lines))


def _switch(root: Path) -> Iterator[Contract]:
    if _is_package(root / "lingtong/switch/ari"):
        strangers = [
            module
            for module in _modules_beside(root, "lingtong.switch.ari")
            if not any(module == known or module.startswith(f"{known}.") for known in MEETS_ASTERISK)
        ]
        yield _forbidden("asterisk-is-met-in-one-place", strangers, ["lingtong.switch.ari"])


def _packs(root: Path) -> Iterator[Contract]:
    if not _is_package(root / "packs"):
        return
    packs = sorted(f"packs.{folder.name}" for folder in (root / "packs").iterdir() if _is_package(folder))
    if len(packs) > 1:
        yield Contract("packs-never-meet", "independence", (("modules", tuple(packs)),))
    if packs:
        yield _forbidden("the-product-knows-no-pack", ["lingtong"], ["packs"])
        hidden = [
            name
            for name in ("lingtong.apps", "lingtong.switch.ari")
            if _is_package(root / name.replace(".", "/"))
        ]
        if hidden:
            yield _forbidden("packs-stay-out-of-apps-and-asterisk", packs, hidden)


def _forbidden(name: str, sources: Iterable[str], targets: Iterable[str]) -> Contract:
    lines = (
        ("source_modules", tuple(sources)),
        ("forbidden_modules", tuple(targets)),
        ("allow_indirect_imports", ("true",)),
        *_tests_may_all("lingtong"),
    )
    return Contract(name, "forbidden", lines)


def _tests_may_all(package: str, *also: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("ignore_imports", (f"{package}.**.tests.** -> {package}.**", *also)),
        ("unmatched_ignore_imports_alerting", ("none",)),
    )


def _modules_beside(root: Path, except_for: str) -> list[str]:
    """The largest modules that together are everything but one: siblings of it and of its parents."""
    found = []
    parts = except_for.split(".")
    for depth in range(1, len(parts)):
        parent = ".".join(parts[:depth])
        for path in sorted((root / parent.replace(".", "/")).iterdir()):
            name = f"{parent}.{path.stem}"
            is_module = path.suffix == ".py" and path.stem != "__init__"
            if (is_module or _is_package(path)) and not f"{except_for}.".startswith(f"{name}."):
                found.append(name)
    return found


def _is_package(folder: Path) -> bool:
    return (folder / "__init__.py").is_file()
