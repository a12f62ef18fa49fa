"""Where a prompt is played: in flows, by queues, agents and lists, by the product itself."""

from collections import defaultdict
from collections.abc import Sequence

from lingtong.floor.ivr.prompts.places import places
from lingtong.floor.ivr.prompts.schemas import PromptUse
from lingtong.foundation.catalog import Catalog
from lingtong.foundation.db import Reading

Used = dict[str, list[PromptUse]]


class Uses:
    """`fields`: kind of the catalog, and its field that names a prompt. `catalog` is set when it is made."""

    catalog: Catalog

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        self._fields = fields

    async def all(self, reader: Reading) -> Used:
        found: Used = defaultdict(list)
        for name, place in places().items():
            found[name].append(PromptUse(kind="product", id="", name=place))
        for saved in await self.catalog.all(reader, self.catalog.kinds["flows"]):
            flow = saved.item
            for node_id, node in flow.nodes.items():
                for name in dict.fromkeys(node.prompts()):
                    found[name].append(PromptUse(kind="flows", id=flow.id, name=flow.name, node=node_id))
        for kind, field in self._fields:
            for saved in await self.catalog.all(reader, self.catalog.kinds[kind]):
                item = saved.item
                if name := getattr(item, field):
                    found[name].append(PromptUse(kind=kind, id=item.id, name=item.name, field=field))
        return found
