"""Walking a flow: a position, a cue, and the steps that come of it. Pure; the caller acts on the steps."""

from lingtong.floor.ivr.graph import AnyNode, Flow
from lingtong.floor.ivr.steps import (
    LEAVES,
    Cue,
    Done,
    Entered,
    Frame,
    HangUp,
    Key,
    Keys,
    Left,
    Position,
    PromptEnded,
    Silence,
    Step,
    StopPrompt,
)
from lingtong.floor.ivr.telling import Telling
from lingtong.floor.ivr.world import World

MOST_STEPS = 100  # nodes without a wait in between; a checked flow never comes near
MOST_AHEAD = 32
MOST_FRAMES, MOST_LOOPS = 8, 50
MOST_OVERS = 50  # times in one call that one node leads into another flow
GOODBYE = HangUp("goodbye")


class Walk(Telling):
    """One cue's worth of walking: `begin`, `resume` or `hear` once; each gives the steps.

    `position`, `variables` and `keys` are changed in place. Nodes speak and ask through the rest.
    """

    __slots__ = ("_count", "_hops", "_jump", "_key", "_since", "_version")

    def __init__(
        self, flow: Flow, position: Position, variables: dict[str, str], keys: Keys, world: World
    ) -> None:
        super().__init__(flow, position, variables, keys, world)
        self._hops: list[tuple[str, str, str]] = []
        self._key = ""
        self._jump: str | None = None
        self._since, self._count, self._version = position.since, position.count, flow.version

    # --- cues

    def begin(self, node: str) -> list[Step]:
        """Go to a node and on through all that need no waiting."""
        self._go(node)
        return self._told()

    def resume(self) -> list[Step]:
        """Begin the current node again, after a restart; the start of the flow where it is gone."""
        known = self.position.node in self.flow.nodes
        if known:
            self.position.count -= 1  # the same visit: what it asks of others is not asked twice
        return self.begin(self.position.node if known else self.flow.start)

    def hear(self, cue: Cue) -> list[Step]:
        node = self.flow.nodes.get(self.position.node)
        if node is None:
            return self.resume()
        if isinstance(cue, Key):
            self._pressed(node, cue)
        elif self._awaits(cue):
            self._on(node, self._heard(node, cue))
        return self._told()

    def _heard(self, node: AnyNode, cue: Cue) -> str | None:
        if not (isinstance(cue, Done) and self.position.unsaid):
            return node.heard(self, cue)
        return None if self.say_unsaid(cue.exit) else node.heard(self, PromptEnded())

    def _awaits(self, cue: Cue) -> bool:
        """Late news of what the walk no longer waits for changes nothing."""
        awaiting = self.position.awaiting
        if isinstance(cue, PromptEnded):
            return awaiting not in ("", "key")
        return awaiting == "key" if isinstance(cue, Silence) else awaiting not in ("", "key", "prompt")

    def shows_keys(self) -> bool:
        """Whether what is pressed here may be seen: a choice, never something typed."""
        node = self.flow.nodes.get(self.position.node)
        return node is not None and not node.collects()

    def means(self, key: str) -> str:
        """What the node calls the key."""
        return str(getattr(self.flow.nodes.get(self.position.node), "labels", {}).get(key, ""))

    def idles_too_long(self) -> bool:
        """Whether the node waited for a key as long as anybody may be idle here."""
        node = self.flow.nodes.get(self.position.node)
        return node is not None and getattr(node, "wait", 0.0) >= self.flow.idle_release

    # --- keys

    def _pressed(self, node: AnyNode, cue: Key) -> None:
        playing = self.position.awaiting == "prompt"
        awaiting = self.position.awaiting
        now = awaiting == "key" or (playing and node.can_interrupt()) or node.takes_keys_while(awaiting)
        if not (now and (node.takes_keys() or playing)):
            self.keys.ahead = (self.keys.ahead + cue.key)[-MOST_AHEAD:]
            return
        if playing:
            self.steps.append(StopPrompt())
        self._on(node, self._take(node, cue.key))

    def _take(self, node: AnyNode, key: str) -> str | None:
        """Keys that mean nothing to the node may mean something everywhere in the flow."""
        self._key = "" if node.collects() else key
        everywhere = "" if node.uses(key) else self._everywhere(key)
        if everywhere:
            self._leave(key)
            self._go(everywhere)
            return None
        if node.takes_keys():
            return node.heard(self, Key(key))
        self.keys.ahead = (self.keys.ahead + key)[-MOST_AHEAD:]
        return node.heard(self, PromptEnded())

    def _everywhere(self, key: str) -> str:
        if key == "0":
            return self.flow.zero
        if key != "*" or self.flow.star != "back":
            return self.flow.star if key == "*" else ""
        menus = self.position.menus
        while menus and menus[-1] == self.position.node:
            menus.pop()
        return menus.pop() if menus else ""

    def _pressed_ahead(self, node: AnyNode) -> str | None:
        """Use keys that were pressed before this node began; what was to be said is then not said."""
        visit = self.position.count
        while self.keys.ahead and self._may_use_now(node):
            key, self.keys.ahead = self.keys.ahead[0], self.keys.ahead[1:]
            if not node.takes_keys():
                self.keys.ahead = key + self.keys.ahead
                return node.heard(self, PromptEnded())
            way = self._take(node, key)
            if way is not None or self.position.count != visit:
                return way
        return None

    def _may_use_now(self, node: AnyNode) -> bool:
        awaiting = self.position.awaiting
        if awaiting == "prompt":
            return node.can_interrupt()
        return awaiting == "key"

    # --- going on

    def _on(self, node: AnyNode, way: str | None) -> None:
        if way is None and self.keys.ahead and self.position.awaiting == "key":
            way = self._pressed_ahead(node)
        if way is not None:
            self._go(self._follow(node, way))

    def _go(self, target: str) -> None:
        for _ in range(MOST_STEPS):
            node = self._stand_at(target)
            if node is None:
                break
            visit = self.position.count
            way = node.enter(self)
            if self._jump is not None:
                target, self._jump = self._jump, None
                continue
            if way is None and self.keys.ahead:
                way = self._pressed_ahead(node)
            if way is None:
                if self.position.count == visit and self.steps and isinstance(self.steps[-1], LEAVES):
                    self._leave("")
                return
            target = self._follow(node, way)
        self.steps.append(GOODBYE)

    def _stand_at(self, target: str) -> AnyNode | None:
        position = self.position
        position.node, position.tries, position.awaiting = target, 0, ""
        position.count += 1
        position.since = self.world.now
        self.keys.typed = self.keys.first = ""
        if position.state:
            position.state = {}
        if position.unsaid:
            position.unsaid = []
        return self.flow.nodes.get(target)

    def _follow(self, node: AnyNode, way: str) -> str:
        """The node to which an exit leads: its own, the flow's, or none."""
        self._leave(way)
        return node.exits().get(way, "") or self.flow.otherwise

    def _leave(self, way: str) -> None:
        self._hops.append((self.flow.id, self.position.node, way))

    def _told(self) -> list[Step]:
        """The steps, with what was left before them, and where the caller stands now before the last."""
        steps, position = self.steps, self.position
        if self._hops:
            (flow_id, node, way), *passed = self._hops
            seconds = (self.world.now - self._since).total_seconds() if self._since else 0.0
            left = Left(flow_id, self._version, node, way, self._key, seconds, tuple(passed))
            steps.insert(0, left)
        if position.awaiting and position.count != self._count:
            here = Entered(self.flow.id, self.flow.version, position.node, position.count)
            steps.insert(max(len(steps) - 1, 0), here)
        return steps

    # --- other flows

    def call(self, flow_id: str) -> bool:
        """Into a sub-flow, to come back to this node; false where it is gone or too many are open."""
        position, flow = self.position, self.world.flow(flow_id)
        if flow is None or len(position.stack) >= MOST_FRAMES:
            return False
        frame = Frame(flow_id=self.flow.id, version=self.flow.version, node=position.node)
        position.stack = [*position.stack, frame]
        self._over(flow, "call")
        return True

    def go_over(self, flow_id: str) -> bool:
        """On in another flow, for good; false where it is gone, or flows lead to each other for ever."""
        flow = self.world.flow(flow_id)
        if flow is None or self.passes() > MOST_OVERS:
            return False
        self.position.stack = []
        self._over(flow, "flow")
        return True

    def _over(self, flow: Flow, way: str) -> None:
        self._leave(way)
        self._enter_flow(flow)
        for name, variable in flow.variables.items():
            if variable.start and name not in self.variables:
                self.keep({name: variable.start})
        self._jump = flow.start

    def _enter_flow(self, flow: Flow) -> None:
        self.flow = flow
        self.position.flow_id, self.position.version, self.position.menus = flow.id, flow.version, []

    def come_back(self, way: str) -> None:
        """Out of a sub-flow, by the exit that the calling node has for this way, else by its `done`."""
        flow = node = None
        if self.position.stack:
            *self.position.stack, frame = self.position.stack
            flow = self.world.flow(frame.flow_id, frame.version)
            if flow is not None and not frame.node:  # it has not begun yet
                return self._over(flow, way)
            node = flow.nodes.get(frame.node) if flow is not None else None
        if flow is None or node is None:
            self.steps.append(GOODBYE)
            return
        self._leave(way)
        self._enter_flow(flow)
        exits = node.exits()
        self._jump = exits.get(way) or exits.get("done") or flow.otherwise

    def passes(self) -> int:
        """How often this node was entered in this call, this time included."""
        loops, place = self.position.loops, f"{self.flow.id}/{self.position.node}"
        self.position.loops = {**dict(list(loops.items())[-MOST_LOOPS:]), place: loops.get(place, 0) + 1}
        return self.position.loops[place]
