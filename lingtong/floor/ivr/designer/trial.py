"""A call through a flow without a phone: the walk that callers take, on a clock that the tester turns.

A trial keeps nothing between two asks: it is played from the start each time, event by event.
"""

from collections.abc import Callable, Mapping, Set
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

import msgspec

from lingtong.floor.center import Center
from lingtong.floor.ivr import steps as walk
from lingtong.floor.ivr.designer.texts import Texts
from lingtong.floor.ivr.designer.views import LineKind, TrialEvent, TrialLine, TrialNow
from lingtong.floor.ivr.graph import Flow
from lingtong.floor.ivr.node import Node
from lingtong.floor.ivr.walk import Walk
from lingtong.floor.ivr.world import Officer, World
from lingtong.floor.turn import Errand

MOST_LINES = 1000
HIDDEN = "••••"
OVER = "answered"  # what has the caller outside keeps the caller
ERRAND_EXITS = ("done", "empty", "failed", "late", "refused")
GRACE = 1.0  # seconds that the floor gives an errand beyond its own time


class Officers(Protocol):
    def __call__(self, center: Center, tenant_id: str, roster_id: str, at: datetime) -> Officer | None:
        """Who is on duty then."""
        ...


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """Who calls and when, and what the flow may learn of it beyond the configuration."""

    ani: str = ""
    dnis: str = ""
    at: datetime | None = None
    language: Literal["zh", "en"] = "zh"
    vip: bool = False
    lists: tuple[str, ...] = ()
    waits: dict[str, float] = {}
    events: tuple[TrialEvent, ...] = ()


class TrialWorld(World):
    def __init__(self, center: Center, tenant_id: str, call: Call, at: datetime, officers: Officers) -> None:
        super().__init__(
            center,
            at,
            tenant_id=tenant_id,
            interaction_id="trial",
            caller=call.ani,
            called=call.dnis,
            language=call.language,
        )
        self._call, self._officers = call, officers

    def lists_with(self, number: str) -> Set[str]:
        return frozenset(self._call.lists if number == self.caller else ())

    def is_vip(self) -> bool:
        return self._call.vip

    def officer(self, roster_id: str) -> Officer | None:
        return self._officers(self.center, self.tenant_id, roster_id, self.now)

    def wait(self, queue_id: str) -> float | None:
        return self._call.waits.get(queue_id)


class TrialCall:
    """`began` is when the call comes in. `errand` is asked elsewhere and not answered yet."""

    def __init__(self, flow: Flow, world: TrialWorld, texts: Texts) -> None:
        self.world, self.texts = world, texts
        self.began = world.now
        self.lines: list[TrialLine] = []
        self.variables = {name: one.start for name, one in flow.variables.items() if one.start}
        self.position = walk.Position(flow_id=flow.id, version=flow.version, node=flow.start)
        self.errand: Errand | None = None
        self.over = False
        self._flow, self._keys = flow, walk.Keys()
        self._due: datetime | None = None
        self._stands = ("", "")
        self._secret = {name for name, one in flow.variables.items() if one.secret}
        self._perform(self.walking().begin(flow.start))

    def play(self, events: tuple[TrialEvent, ...]) -> None:
        for event in events:
            self.take(event)

    def take(self, event: TrialEvent) -> None:
        """What comes after the end changes nothing."""
        if self.over:
            return
        if event.wait:
            self._wait(event.wait)
        elif event.listen:
            self._listen()
        elif event.key:
            self._line("key", key=HIDDEN if self._is_secret() else event.key)
            self._hear(walk.Key(event.key))
        elif event.hang_up:
            self._line("hung_up")
            self.over = True
        else:
            self._answered(event)

    @property
    def shown_variables(self) -> dict[str, str]:
        return {name: HIDDEN if name in self._secret else text for name, text in self.variables.items()}

    @property
    def now(self) -> TrialNow:
        due = self._due if not self.over else None
        return TrialNow(
            at_seconds=self._seconds(self.world.now),
            flow_id=self.position.flow_id,
            node=self.position.node,
            awaiting="" if self.over else self.position.awaiting,
            until=self._seconds(due) if due is not None else None,
            answers=self._answers(),
        )

    def walking(self) -> Walk:
        flow = self.world.flow(self.position.flow_id, self.position.version) or self._flow
        self._secret |= {name for name, one in flow.variables.items() if one.secret}
        return Walk(flow, self.position, self.variables, self._keys, self.world)

    # --- time

    def _wait(self, seconds: float) -> None:
        until = self.world.now + timedelta(seconds=seconds)
        while self._due is not None and self._due <= until and not self.over:
            self.world.now = self._due
            self._fire()
        if not self.over:
            self.world.now = until

    def _listen(self) -> None:
        while self.position.awaiting == "prompt" and self._due is not None and not self.over:
            self.world.now = self._due
            self._fire()

    def _fire(self) -> None:
        awaiting = self.position.awaiting
        if awaiting == "prompt":
            self._hear(walk.PromptEnded())
        elif awaiting == "key":
            self._silence()
        else:
            way = "late" if awaiting == "errand" else "failed"
            self._line("told", exit=way)
            self._hear(walk.Done(way))

    def _silence(self) -> None:
        walking = self.walking()
        if walking.idles_too_long() and not walking.flow.returns:
            self._end("idle_release")
        else:
            self._hear(walk.Silence())

    # --- what happens

    def _hear(self, cue: walk.Cue) -> None:
        steps = self.walking().hear(cue)
        if steps or not isinstance(cue, walk.Key):  # a key that is kept for later ends nothing
            self._due = self.errand = None
        self._perform(steps)

    def _answered(self, event: TrialEvent) -> None:
        if self.position.awaiting in ("", "key", "prompt"):
            return
        self._line("told", exit=event.answer, values=self._shown(event.values))
        if event.answer == OVER and OVER not in self._exits():
            self.over = True
        else:
            self._hear(walk.Done(event.answer, event.values))

    def _shown(self, values: Mapping[str, str]) -> dict[str, str]:
        """What came for a secret variable is shown no more than the variable."""
        given = getattr(self._node(), "outputs", {})
        return {
            name: HIDDEN if given.get(name, name) in self._secret else text for name, text in values.items()
        }

    def _perform(self, steps: list[walk.Step]) -> None:
        for step in steps:
            act = _ACTS.get(type(step))
            if act is not None:
                act(self, step)
            else:
                self._outside()
        if len(self.lines) >= MOST_LINES and not self.over:
            self._line("limit")
            self.over = True

    def _outside(self) -> None:
        """A step that another room acts on; some of them end what was waited for."""
        if self.position.awaiting not in ("", "key", "prompt"):
            self._line("waits", text=self.position.awaiting)

    def _node(self) -> Node | None:
        return self.walking().flow.nodes.get(self.position.node)

    def _is_secret(self) -> bool:
        """A PIN is nobody's to see, a tester's no more than a caller's."""
        node = self._node()
        if node is None or not node.collects():
            return False
        return "pin" in node.type_name() or getattr(node, "into", "") in self._secret

    def _exits(self) -> dict[str, str]:
        node = self._node()
        return node.exits() if node is not None else {}

    def _answers(self) -> tuple[str, ...]:
        if self.over or self.position.awaiting in ("", "key", "prompt"):
            return ()
        exits = tuple(self._exits())
        if self.position.awaiting == "errand":
            return tuple(way for way in exits if way in ERRAND_EXITS) or ERRAND_EXITS
        return (*exits, OVER)

    def _line(self, kind: LineKind, **more: Any) -> None:
        more.setdefault("flow_id", self.position.flow_id)
        more.setdefault("node", self.position.node)
        self.lines.append(TrialLine(at_seconds=self._seconds(self.world.now), kind=kind, **more))

    def _seconds(self, at: datetime) -> float:
        return round((at - self.began).total_seconds(), 1)

    def _enter(self, flow_id: str, node: str) -> None:
        self._stands = (flow_id, node)
        self._line("enter", flow_id=flow_id, node=node)

    # --- the steps

    def _left(self, step: walk.Left) -> None:
        if self._stands != (step.flow_id, step.node):
            self._enter(step.flow_id, step.node)
        self._line("exit", flow_id=step.flow_id, node=step.node, exit=step.exit, key=step.key)
        for flow_id, node, way in step.passed:
            self._enter(flow_id, node)
            self._line("exit", flow_id=flow_id, node=node, exit=way)
        self._stands = ("", "")

    def _entered(self, step: walk.Entered) -> None:
        self._enter(step.flow_id, step.node)

    def _prompt(self, step: walk.Prompt) -> None:
        self._due = self.world.now + timedelta(seconds=self._say(step.names))

    def _say(self, names: tuple[str, ...]) -> float:
        said = self.texts.said(names, self.world.language)
        self._line(
            "said", text=said.text, seconds=round(said.seconds, 1), values={"prompts": " ".join(names)}
        )
        return said.seconds

    def _await_key(self, step: walk.AwaitKey) -> None:
        self._line("asked", seconds=step.seconds)
        self._due = self.world.now + timedelta(seconds=step.seconds)

    def _run(self, step: walk.Run) -> None:
        errand = step.errand
        if errand.kind == "speak":
            texts = errand.request.get("texts", {})
            self.texts.made(texts if isinstance(texts, dict) else {})
            return self._hear(walk.Done("done"))
        self._line("errand", text=errand.kind, values=_shown(errand), seconds=errand.within)
        self.errand = errand
        self._due = self.world.now + timedelta(seconds=errand.within + GRACE)

    def _attached(self, step: walk.Attach) -> None:
        self._line("attached", node="", values=step.values)

    def _chosen(self, step: walk.Chosen) -> None:
        self._line("chosen", node=step.node, key=step.key, text=step.label)

    def _to_queue(self, step: walk.ToQueue) -> None:
        queue = self.world.center.queues.get(step.queue_id)
        name = queue.name if queue is not None else ""
        self._line("queue", text=name, values={"queue_id": step.queue_id})
        self.over = True

    def _to_number(self, step: walk.ToNumber) -> None:
        self._line("transfer", text=step.number, seconds=step.ring_for)
        self._due = self.world.now + timedelta(seconds=step.ring_for)

    def _to_agent(self, step: walk.ToAgent) -> None:
        self._line("transfer", text=step.agent, seconds=step.ring_for)
        self._due = self.world.now + timedelta(seconds=step.ring_for)

    def _hang_up(self, step: walk.HangUp) -> None:
        self._end(step.prompt)

    def _end(self, prompt: str) -> None:
        if prompt:
            self._say((prompt,))
        self._line("end", text=prompt)
        self.over = True

    def _stopped(self, _: walk.StopPrompt) -> None:
        self._due = None

    def _taken(self, _: walk.Answer) -> None:
        self._line("answered", node="")


def _shown(errand: Errand) -> dict[str, str]:
    """What is asked, without what was typed for a PIN."""
    shown: dict[str, str] = {}
    for name, value in errand.request.items():
        parts = (
            {f"{name}.{inner}": text for inner, text in value.items()} if isinstance(value, dict) else None
        )
        shown.update(parts if parts is not None else {name: str(value)})
    return {name: HIDDEN if "pin" in name else text for name, text in shown.items()}


_ACTS: dict[type[walk.Step], Callable[[TrialCall, Any], None]] = {
    walk.Answer: TrialCall._taken,
    walk.Prompt: TrialCall._prompt,
    walk.StopPrompt: TrialCall._stopped,
    walk.AwaitKey: TrialCall._await_key,
    walk.Attach: TrialCall._attached,
    walk.Chosen: TrialCall._chosen,
    walk.Left: TrialCall._left,
    walk.Entered: TrialCall._entered,
    walk.ToQueue: TrialCall._to_queue,
    walk.ToNumber: TrialCall._to_number,
    walk.ToAgent: TrialCall._to_agent,
    walk.Run: TrialCall._run,
    walk.HangUp: TrialCall._hang_up,
}
