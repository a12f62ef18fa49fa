"""Which nodes callers have walked on the real product, as its own facts in its own database tell."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator, Set
from contextlib import closing
from typing import Any

from tests.rig.product import Product


def last_fact(product: Product) -> int:
    """What comes after it, comes from now on."""
    ((last,),) = _rows(product, "SELECT coalesce(max(sequence), 0) FROM facts")
    return int(last)


def facts_of_flows(product: Product, after: int) -> list[dict[str, Any]]:
    found = _rows(
        product,
        "SELECT body FROM facts WHERE sequence > ? AND kind IN ('ivr.node_entered', 'ivr.node_left')"
        " ORDER BY sequence",
        after,
    )
    return [json.loads(body) for (body,) in found]


async def has_walked(product: Product, kinds: Set[str], after: int, within: float = 20.0) -> None:
    """Wait until the facts tell that callers went through, or stood in, nodes of all these kinds."""
    missing = set(kinds)
    async with asyncio.timeout(within + 10):
        for _ in range(int(within * 5)):
            missing = set(kinds) - _kinds(product, after)
            if not missing:
                return
            await asyncio.sleep(0.2)
    raise AssertionError(f"No caller walked a node of {sorted(missing)}")


def _kinds(product: Product, after: int) -> set[str]:
    flows = {flow_id: json.loads(nodes) for flow_id, nodes in _rows(product, "SELECT id, nodes FROM flows")}
    walked = set(_walked(facts_of_flows(product, after)))
    return {flows[flow_id][node]["type"] for flow_id, node in walked if node in flows.get(flow_id, {})}


def _walked(facts: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for fact in facts:
        yield fact["flow_id"], fact["node"]
        yield from ((flow_id, node) for flow_id, node, _ in fact.get("passed", ()))


def _rows(product: Product, query: str, *values: object) -> list[tuple[Any, ...]]:
    file = product.folder / "data/db.sqlite"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as database:
        return database.execute(query, values).fetchall()
