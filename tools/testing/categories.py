"""Every test module says which kind of test it holds, in one line: `pytestmark = pytest.mark.room`."""

from collections.abc import Iterable
from types import ModuleType

import pytest

CATEGORIES = ("model", "room", "switch", "journey")


def category_problem(module: ModuleType) -> str | None:
    marks = getattr(module, "pytestmark", [])
    if not isinstance(marks, list | tuple):
        marks = [marks]
    found = [mark.name for mark in marks if mark.name in CATEGORIES]
    if len(found) == 1:
        return None
    said = " and ".join(found) or "none"
    return f"must have exactly one of {', '.join(CATEGORIES)} as its pytestmark, has {said}"


def problems_in(items: Iterable[pytest.Item]) -> list[str]:
    modules = {item.path: item.getparent(pytest.Module) for item in items}
    problems = []
    for path, module in modules.items():
        problem = category_problem(module.obj) if module is not None else None
        if problem is not None:
            problems.append(f"{path}: {problem}")
    return problems
