"""Test cases of a flow: a call that is played, and what should have come of it, in words."""

from collections.abc import Callable

from lingtong.floor.center import Center
from lingtong.floor.ivr.designer.trial import TrialCall
from lingtong.floor.ivr.designer.views import Expectation, FlowTest, TestFailure, TestOutcome
from lingtong.floor.ivr.expressions import Wrong, expression

LONGEST = 120


def outcome(test: FlowTest, call: TrialCall) -> TestOutcome:
    """Of a case whose call was played."""
    found = [_looked(one, call) for one in test.expect]
    failures = tuple(one for one in found if one is not None)
    return TestOutcome(name=test.name, ok=not failures, failures=failures, transcript=tuple(call.lines))


def where(call: TrialCall) -> str:
    """In words: the line, the end, or the node at which the caller is."""
    for line in reversed(call.lines):
        if line.kind == "queue":
            return f"in the line of {line.text}"
        if line.kind in ("end", "hung_up", "limit"):
            return {"end": "sent away", "hung_up": "gone by then", "limit": "going round"}[line.kind]
        if line.kind == "enter":
            break
    return f"at {call.position.node}"


def _looked(one: Expectation, call: TrialCall) -> TestFailure | None:
    found = _LOOKS[one.kind](one, call)
    if found is None:
        return None
    wanted, instead = (text[:LONGEST] for text in found)
    return TestFailure(
        code=f"flow_test.{one.kind}",
        message=f"Expected {one.kind} {wanted}, {instead}.",
        params={"what": one.what[:LONGEST], "wanted": wanted, "instead": instead, "node": call.position.node},
    )


Look = tuple[str, str] | None  # what was wanted, and what there is instead


def _queue(one: Expectation, call: TrialCall) -> Look:
    reached = [line.values["queue_id"] for line in call.lines if line.kind == "queue"]
    return None if one.what in reached else (_name(call.world.center, one.what), _caller(call))


def _node(one: Expectation, call: TrialCall) -> Look:
    is_there = call.position.node == one.what and not call.over
    return None if is_there else (one.what, _caller(call))


def _passed(one: Expectation, call: TrialCall) -> Look:
    nodes = [line.node for line in call.lines if line.kind == "enter"]
    return None if one.what in nodes else (one.what, f"the caller came through {', '.join(nodes[-5:])}")


def _left(one: Expectation, call: TrialCall) -> Look:
    exits = [line.exit for line in call.lines if line.kind == "exit" and line.node == one.what]
    if one.value in exits:
        return None
    instead = f"{one.what} was left by {', '.join(exits)}" if exits else f"{one.what} was not left"
    return f"{one.what} by {one.value}", instead


def _said(one: Expectation, call: TrialCall) -> Look:
    heard = [line.text for line in call.lines if line.kind == "said"]
    if one.what and any(one.what in text for text in heard):
        return None
    return f"“{one.what}”", f"the last that was heard is “{heard[-1]}”" if heard else "nothing was heard"


def _variable(one: Expectation, call: TrialCall) -> Look:
    return _compared(one, call.shown_variables.get(one.what, ""))


def _attached(one: Expectation, call: TrialCall) -> Look:
    return _compared(one, call.world.attached.get(one.what, ""))


def _compared(one: Expectation, value: str) -> Look:
    return None if value == one.value else (f"{one.what} = {one.value}", f"it is “{value}”")


def _transfer(one: Expectation, call: TrialCall) -> Look:
    to = [line.text for line in call.lines if line.kind == "transfer"]
    return None if one.what in to else (f"to {one.what}", f"to {', '.join(to)}" if to else _caller(call))


def _ended(one: Expectation, call: TrialCall) -> Look:
    last = [line.text for line in call.lines if line.kind == "end"]
    if last and one.what in ("", last[-1]):
        return None
    return f"with {one.what or 'a last word'}", f"it ended with {last[-1]}" if last else _caller(call)


def _holds(one: Expectation, call: TrialCall) -> Look:
    try:
        expression(one.what)
    except Wrong as wrong:
        return one.what, f"it cannot be read: {wrong}"
    return None if call.walking().holds(one.what) else (one.what, "it is not so")


def _caller(call: TrialCall) -> str:
    return f"the caller was {where(call)}"


def _name(center: Center, queue_id: str) -> str:
    queue = center.queues.get(queue_id)
    return queue.name if queue is not None else queue_id


_LOOKS: dict[str, Callable[[Expectation, TrialCall], Look]] = {
    "queue": _queue,
    "node": _node,
    "passed": _passed,
    "left": _left,
    "said": _said,
    "variable": _variable,
    "attached": _attached,
    "transfer": _transfer,
    "ended": _ended,
    "holds": _holds,
}
