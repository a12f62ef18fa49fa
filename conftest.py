"""Rules that hold for every test of the tree: asyncio only, one category a module, pure model tests."""

import socket
from typing import Any

import pytest

from tools.testing.categories import problems_in

pytest_plugins = [
    "lingtong.foundation.db.testing",
    "lingtong.foundation.bus.testing",
    "lingtong.foundation.identity.testing",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    problems = problems_in(items)
    if problems:
        raise pytest.UsageError("\n".join(problems))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _model_tests_stay_off_the_network(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if request.node.get_closest_marker("model") is None:
        return

    def refuse(*_: Any) -> None:
        pytest.fail("a model test opened a connection; make it a room test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
