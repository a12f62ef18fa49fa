"""Versions of flows that were replaced while somebody is inside: those callers go on in what they entered."""

from collections.abc import Iterable

from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.center import Center, past
from lingtong.floor.ivr.graph import Flow

# Or on a way that may lead back into it.
IN_A_FLOW = (Stage.MENU, Stage.OUTSIDE, Stage.DIRECT, Stage.MESSAGE, Stage.SURVEY)


def held_versions(before: Center, center: Center, live: Iterable[Interaction]) -> dict[str, Flow]:
    """The past versions that the new center brings, and of those before it the ones still walked."""
    held = dict(center.past_flows)
    for flow_id, version in _walked(live):
        key, now = past(flow_id, version), center.flows.get(flow_id)
        flow = before.flow(flow_id, version)
        replaced = flow is not None and now is not None and flow.version == version != now.version
        if flow is not None and replaced and key not in held:
            held[key] = flow
    return held


def _walked(live: Iterable[Interaction]) -> Iterable[tuple[str, int]]:
    for it in live:
        if it.position is not None and it.stage in IN_A_FLOW:
            yield it.position.flow_id, it.position.version
            yield from ((frame.flow_id, frame.version) for frame in it.position.stack)
