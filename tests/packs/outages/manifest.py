from pathlib import Path

from lingtong.floor.ivr.model import Nodes
from lingtong.foundation.packs import Pack
from tests.packs.outages.node import OutageNode
from tests.packs.outages.plan import look_up

PACK = Pack(
    name="停电公告",
    name_en="Planned outages",
    needs=("floor.ivr",),
    adds=(
        Nodes(
            kinds=(OutageNode,),
            words=Path(__file__).with_name("words.toml"),
            errands={"outages.look_up": look_up},
        ),
    ),
)
