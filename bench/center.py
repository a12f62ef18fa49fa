"""The center that is measured: agents at desk phones, a menu with one key, two queues."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from bench.load import CARRIER
from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.center import Center, Tenant, Trunk
from lingtong.floor.ivr.graph import AnswerNode, EntryPoint, Flow, HangUpNode, MenuNode, QueueNode
from lingtong.floor.routing.config import QueueConfig
from lingtong.switch.plan import Entry, Phone, SwitchPlan, TrunkAccount

SECRET = "a-secret-of-the-bench"
ALL, FEW = "95598", "95597"  # the same menu; behind it all agents, or the first hundred
DEEP, DEEP_KEYS = "95596", "123"  # three menus, one behind the other; who presses these keys is released
RAW, PLAYBACK = "95594", "95595"  # the comparator's alone: Answer, and Answer with Playback
DIRECT = "77"  # the comparator's alone: before the number of an agent, who is dialed and recorded
PROMPT = "main_menu"
FEW_AGENTS = 100


@dataclass(frozen=True)
class Size:
    agents: int = 300
    persistent: bool = False
    recorded: bool = False

    @property
    def names(self) -> list[str]:
        return [f"agent-{number:04d}" for number in range(1, self.agents + 1)]


def center(tenant_id: str, size: Size) -> Center:
    queues = {
        name: _queue(tenant_id, name, number, size.recorded)
        for name, number in (("all", "3001"), ("few", "3002"))
    }
    agents = {
        name: AgentConfig(
            id=name,
            tenant_id=tenant_id,
            agent_number=str(1000 + place),
            name=name,
            endpoint=name,
            phone="desk",
            persistent_leg=size.persistent,
            queues=("all", "few") if place < FEW_AGENTS else ("all",),
        )
        for place, name in enumerate(size.names)
    }
    return Center(
        tenants={tenant_id: Tenant(id=tenant_id, name="Bench")},
        agents=agents,
        queues=queues,
        entry_points={
            name: EntryPoint(id=name, tenant_id=tenant_id, number=number, name=name, flow_id=name)
            for name, number in (("all", ALL), ("few", FEW), ("deep", DEEP))
        },
        flows={**{name: _flow(tenant_id, name) for name in queues}, "deep": _deep(tenant_id)},
        trunks={"carrier": Trunk(id="carrier", tenant_id=tenant_id, name="carrier")},
    )


def plan(size: Size) -> SwitchPlan:
    return SwitchPlan(
        phones=tuple(Phone(name=name, secret=SECRET, kind="desk") for name in size.names),
        trunks=(TrunkAccount(name="carrier", kind="ip", host=CARRIER, port=9, allowed_ips=(CARRIER,)),),
        entries=tuple(Entry(number=number, recorded=False) for number in (ALL, FEW, DEEP)),
    )


def lay_prompt(prompts: Path) -> None:
    """Ten seconds of a tone, the menu's prompt, and a short farewell: the same for both sides."""
    wave = np.sin(2 * np.pi * 440 * np.arange(80_000) / 8000) * 0.3
    for language in ("zh", "en"):
        (prompts / language).mkdir(parents=True, exist_ok=True)
        for name, samples in ((PROMPT, wave), ("goodbye", wave[:1600])):
            soundfile.write(prompts / language / f"{name}.wav", samples, 8000, subtype="PCM_16")


def _queue(tenant_id: str, name: str, number: str, recorded: bool) -> QueueConfig:
    return QueueConfig(
        id=name,
        tenant_id=tenant_id,
        number=number,
        name=name,
        after_call_work=0.0,
        announce_every=0.0,
        announce_place=False,
        announce_wait=False,
        recorded=recorded,
    )


def _flow(tenant_id: str, queue_id: str) -> Flow:
    return Flow(
        id=queue_id,
        tenant_id=tenant_id,
        name=queue_id,
        start="answer",
        nodes={
            "answer": AnswerNode(next="menu"),
            "menu": MenuNode(prompt=PROMPT, keys={"1": "queue"}, otherwise="bye"),
            "queue": QueueNode(queue_id=queue_id),
            "bye": HangUpNode(),
        },
    )


def _deep(tenant_id: str) -> Flow:
    menus = {
        f"menu-{level}": MenuNode(prompt=PROMPT, keys={key: f"menu-{level + 1}"}, otherwise="bye")
        for level, key in enumerate(DEEP_KEYS, 1)
    }
    last = f"menu-{len(DEEP_KEYS) + 1}"
    return Flow(
        id="deep",
        tenant_id=tenant_id,
        name="deep",
        start="answer",
        nodes={"answer": AnswerNode(next="menu-1"), **menus, last: HangUpNode(), "bye": HangUpNode()},
    )
