"""Every kind of node has a journey that walks it on the real switch, and one in which the engine dies."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from lingtong.floor.ivr.model import NODES
from lingtong.floor.testing.flows import PASSED

pytestmark = pytest.mark.model


def marked(name: str) -> Iterator[str]:
    """What the journeys say of themselves by this mark; that it is true is checked where they run."""
    for file in Path(__file__).parent.glob("test_*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == name:
                yield from (ast.literal_eval(one) for one in call.args)


def test_each_is_walked_on_the_real_switch() -> None:
    assert set(marked("walks")) == set(NODES)


def test_the_engine_dies_in_each_in_which_somebody_waits() -> None:
    assert set(marked("dies_in")) >= set(NODES) - PASSED
