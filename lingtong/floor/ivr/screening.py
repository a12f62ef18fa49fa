"""The flows that come before an entry point's own: whoever is screened must press a key named at random.

Written in the language of flows; a center that wants it otherwise draws the nodes `list` and `key_check` in
flows of its own.
"""

from typing import Literal

from lingtong.floor.ivr.graph import Flow
from lingtong.floor.ivr.nodes import HangUpNode, KeyCheckNode, ReturnNode

SCREENED_OUT = "screening_failed"
_PREFIX = "screening:"


def _flow(silence: Literal["agent", "end"]) -> Flow:
    return Flow(
        id=f"{_PREFIX}{silence}",
        tenant_id="",
        name="来电甄别",
        name_en="Screening",
        version=1,
        start="ask",
        nodes={
            "ask": KeyCheckNode(passed="on", failed="sorry", silent="on" if silence == "agent" else "sorry"),
            "on": ReturnNode(),
            "sorry": HangUpNode(prompt=SCREENED_OUT),
        },
    )


READY = {flow.id: flow for flow in (_flow("agent"), _flow("end"))}


def ready_flow(silence: str) -> Flow:
    return READY[f"{_PREFIX}{silence}"]
