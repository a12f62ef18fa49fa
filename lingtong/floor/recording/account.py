"""Every second of talk is in exactly one file, or it is said why not. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from lingtong.floor.recording.segments import TALK, Segment
from lingtong.interactions import events as said

UNKNOWN, TWICE, FAILED = "unknown", "twice", "recorder"
AT_ONCE = timedelta(seconds=0.5)  # begins and ends of talk and file fall together, but not to the millisecond


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Talk that no file has; or `twice`: that two have."""

    at: datetime
    until: datetime
    why: str

    @property
    def seconds(self) -> float:
        return (self.until - self.at).total_seconds()


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """In seconds. Talked = recorded + gaps, where no second is in two files."""

    talked: float
    recorded: float
    gaps: tuple[Gap, ...]

    @property
    def unknown(self) -> float:
        return sum(gap.seconds for gap in self.gaps if gap.why in (UNKNOWN, TWICE))


class _Tape:
    """Which files run, and if none, why not."""

    def __init__(self) -> None:
        self.running: set[str] = set()
        self.why = ""
        self.paused = ""
        self.failed: set[str] = set()

    def take(self, fact: said.InteractionFact) -> None:
        match fact:
            case said.RecordingStarted(recording_id=recording_id):
                self.running.add(recording_id)
                self.why = ""
            case said.RecordingSkipped(why=why):
                self.why = why
            case said.RecordingPaused(on=on, by=by):
                self.paused = f"paused_{by}" if on else ""
            case said.RecorderFailed(recording_id=recording_id):
                self.failed.add(recording_id)
            case said.RecordingEnded(recording_id=recording_id):
                self.running.discard(recording_id)
                self.paused = ""
            case _:
                pass

    def state(self) -> str:
        """Empty while exactly one file takes the sound."""
        sure = self.running - self.failed
        if len(sure) > 1:
            return TWICE
        if self.running and not sure:
            return FAILED
        if not self.running:
            return self.why or UNKNOWN
        return self.paused


def account_of(facts: Sequence[said.InteractionFact], segments: Iterable[Segment]) -> Account:
    talk = [segment for segment in segments if segment.kind in TALK]
    states = _states(facts)
    gaps = [gap for segment in talk for gap in _gaps(segment, states)]
    talked = sum(segment.seconds for segment in talk)
    missing = sum(gap.seconds for gap in gaps if gap.why != TWICE)
    shown = tuple(gap for gap in gaps if gap.why not in (UNKNOWN, TWICE) or gap.until - gap.at > AT_ONCE)
    return Account(talked=talked, recorded=talked - missing, gaps=shown)


def _states(facts: Sequence[said.InteractionFact]) -> list[tuple[datetime, str]]:
    """From when on each state holds."""
    tape = _Tape()
    found: list[tuple[datetime, str]] = []
    for fact in facts:
        tape.take(fact)
        if found and found[-1][0] == fact.at:
            found[-1] = (fact.at, tape.state())
        elif not found or found[-1][1] != tape.state():
            found.append((fact.at, tape.state()))
    return found


def _gaps(talk: Segment, states: list[tuple[datetime, str]]) -> list[Gap]:
    ends = [at for at, _ in states[1:]] + [talk.until]
    found = []
    for (at, state), until in zip(states, ends, strict=True):
        begin, end = max(at, talk.at), min(until, talk.until)
        if state and begin < end:
            found.append(Gap(at=begin, until=end, why=state))
    return found
