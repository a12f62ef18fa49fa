"""Rooms are entered by the door: the room itself, or one of its files that hold only published values."""

from pathlib import Path

from tools.checks.imports import imports_of, module_of
from tools.checks.source import Problem, is_test, parsed

STRATA_OF_ROOMS = (
    "switch",
    "floor",
    "desk",
    "insight",
)  # interactions is one room; kit and foundation are libraries
ONE_ROOM = ("interactions",)
DOOR = {"commands", "config", "errors", "events", "figures", "graph", "model", "ports", "steps", "views"}
JOINERS = ("lingtong/apps/", "lingtong/foundation/db/migrations/")


def check(root: Path) -> list[Problem]:
    problems = []
    for path, tree in parsed(root, "lingtong", "packs"):
        if is_test(path) or path.startswith(JOINERS):
            continue
        own = room_of(module_of(path))
        for found in imports_of(tree):
            theirs = room_of(found.module)
            if (
                theirs is not None
                and theirs != own
                and not _by_the_door(root, found.module, found.names, theirs)
            ):
                text = f"`{found.module}` goes past the door of {theirs}; it shows itself and its"
                problems.append(Problem(path, found.line, f"{text} {', '.join(sorted(DOOR))}"))
    return problems


def room_of(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] == "packs" and len(parts) > 1:
        return ".".join(parts[:2])
    if parts[0] != "lingtong" or len(parts) < 2:
        return None
    if parts[1] in ONE_ROOM:
        return ".".join(parts[:2])
    if parts[1:3] == ["floor", "channels"] and len(parts) > 3:
        return ".".join(parts[:4])  # each channel is a room
    if parts[1] in STRATA_OF_ROOMS and len(parts) > 2:
        return ".".join(parts[:3])
    return None


def _by_the_door(root: Path, module: str, names: tuple[str, ...], room: str) -> bool:
    rest = module.removeprefix(room).strip(".").split(".")
    if rest != [""]:
        return rest[0] in DOOR or rest[0].endswith(("_commands", "_views"))
    folder = root / room.replace(".", "/")
    return all(name in DOOR or not _is_module(folder / name) for name in names)


def _is_module(path: Path) -> bool:
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()
