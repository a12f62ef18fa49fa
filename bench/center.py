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
            for name, number in (("all", ALL), ("few", FEW))
        },
        flows={name: _flow(tenant_id, name) for name in queues},
        trunks={"carrier": Trunk(id="carrier", tenant_id=tenant_id, name="carrier")},
    )


def plan(size: Size) -> SwitchPlan:
    return SwitchPlan(
        phones=tuple(Phone(name=name, secret=SECRET, kind="desk") for name in size.names),
        trunks=(TrunkAccount(name="carrier", kind="ip", host=CARRIER, port=9, allowed_ips=(CARRIER,)),),
        entries=(Entry(number=ALL, recorded=False), Entry(number=FEW, recorded=False)),
    )


def lay_prompt(prompts: Path) -> None:
    """Ten seconds of a tone: the menu's prompt, the same for both sides."""
    wave = np.sin(2 * np.pi * 440 * np.arange(80_000) / 8000) * 0.3
    for language in ("zh", "en"):
        (prompts / language).mkdir(parents=True, exist_ok=True)
        soundfile.write(prompts / language / f"{PROMPT}.wav", wave, 8000, subtype="PCM_16")


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
