from collections.abc import AsyncIterator

import pytest

from tests.rig.floor import Floor
from tests.rig.product import Product, running_product


@pytest.fixture(scope="session")
async def product() -> AsyncIterator[Product]:
    """One running product for all journeys; each leaves its floor clean."""
    async with running_product() as one:
        yield one


@pytest.fixture(scope="session")
async def _whole_floor(product: Product) -> Floor:
    return Floor(product)


@pytest.fixture
async def floor(_whole_floor: Floor) -> AsyncIterator[Floor]:
    yield _whole_floor
    await _whole_floor.clean()
