from collections.abc import AsyncIterator, Generator
from contextlib import AsyncExitStack

import pytest

from tests.rig.floor import Floor
from tests.rig.product import Product, running_product
from tests.rig.walked import has_walked, last_fact

PASSED = pytest.StashKey[bool]()


class House:
    """One running product for all journeys; a new one after a journey that failed or left its floor dirty."""

    def __init__(self) -> None:
        self._leaving = AsyncExitStack()
        self._floor: Floor | None = None

    async def floor(self) -> Floor:
        if self._floor is None:
            self._floor = Floor(await self._leaving.enter_async_context(running_product()))
        return self._floor

    async def close(self) -> None:
        self._floor = None
        await self._leaving.aclose()
        self._leaving = AsyncExitStack()


@pytest.fixture(scope="session")
async def _house() -> AsyncIterator[House]:
    house = House()
    yield house
    await house.close()


@pytest.fixture
async def floor(_house: House, request: pytest.FixtureRequest) -> AsyncIterator[Floor]:
    """A journey marked with `walks` has to walk nodes of all the kinds that the mark names."""
    floor = await _house.floor()
    kinds = {str(kind) for mark in request.node.iter_markers("walks") for kind in mark.args}
    before = last_fact(floor.product) if kinds else 0
    yield floor
    if not request.node.stash.get(PASSED, False):
        await _house.close()
        return
    try:
        await floor.clean()
        if kinds:
            await has_walked(floor.product, kinds, before)
    except BaseException:
        await _house.close()
        raise


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure on a machine that nobody can look at has to tell its reason by itself."""
    report = yield
    if report.when == "call":
        item.stash[PASSED] = report.passed
    floor = item.funcargs.get("floor") if isinstance(item, pytest.Function) else None
    if report.failed and isinstance(floor, Floor) and floor.product.folder.exists():
        report.sections.append(("On the floor", floor.told()))
    return report


@pytest.fixture
async def product(floor: Floor) -> Product:
    return floor.product
