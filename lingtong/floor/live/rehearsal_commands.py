"""Calling a flow from the desk, before or after anybody else can."""

from lingtong.floor.live.recording_commands import ByProgram


class CallFlow(ByProgram, frozen=True, kw_only=True, tag="call_flow"):
    """The agent's phone rings; who picks it up is a caller in this flow, which nobody else can reach.

    `flow` is the flow as JSON.
    """

    flow: str
    language: str = "zh"
