"""A switch that exists in memory and in virtual time. It speaks the same port as the real one.

Phones and numbers behave as told; sound is a set: `hears(leg)` tells whom a leg hears. Faults are asked for
by the test: a lost socket, a dead switch, late, lost or doubled events.
"""

import heapq
import itertools
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Literal

from lingtong.kit import Clock
from lingtong.switch import commands as do
from lingtong.switch import events as told
from lingtong.switch.fake_leg import FakeLeg
from lingtong.switch.fake_papers import FakePapers

Behavior = Literal["answers", "rings", "declines", "busy", "unreachable"]


class FakeSwitch(FakePapers):
    """`answer_after` and `play_for` are seconds; `latency` is the most that an event is late.

    Events of one leg stay in order, those of different legs need not. `unsettled` counts the events on their
    way, apart from those that a clock brings (a prompt's end, a phone that rings out).
    """

    def __init__(self, clock: Clock, rng: random.Random | None = None) -> None:
        self._clock = clock
        self._rng = rng or random.Random(1)
        self._heap: list[tuple[datetime, int, told.SwitchEvent, bool]] = []
        self._latest: dict[str, datetime] = {}
        self._plays: dict[str, str] = {}
        self.unsettled = 0
        self._count = itertools.count()
        self._hear: Callable[[told.SwitchEvent], None] | None = None
        self.legs: dict[str, FakeLeg] = {}
        self.bridges: set[str] = set()
        self.pairs: dict[str, set[str]] = {}  # who has ever been in each
        self.reachable: set[str] = set()
        self.behavior: dict[str, Behavior] = {}
        self.answer_after = 2.0
        self.play_for = 3.0
        self.fax_takes = 30.0
        self.fax_error = ""  # what each fax ends with
        self.latency = 0.0
        self.lose = 0.0
        self.double = 0.0
        self.connected = False
        self.sent: list[do.Command] = []
        self.messages: dict[str, float] = {}  # seconds of what was said
        self.lights: dict[str, int] = {}
        self.fails: set[type[do.Command]] = set()

    def listen(self, hear: Callable[[told.SwitchEvent], None]) -> None:
        self._hear = hear

    async def run(self) -> None:
        """Nothing runs by itself: the test moves time."""

    def send(self, command: do.Command) -> None:
        self.sent.append(command)
        if not self.connected:
            return  # the socket is gone, and with it the command
        if type(command) in self.fails:
            return self._tell(told.CommandFailed(failed=command, reason="told to fail"))
        getattr(self, f"_{type(command).__name__.lower()}")(command)

    def next_at(self) -> datetime | None:
        return self._heap[0][0] if self._heap else None

    def due(self) -> Iterator[told.SwitchEvent]:
        """Events whose time has come; those of a lost socket are never heard."""
        while self._heap and self._heap[0][0] <= self._clock.now():
            _, _, event, soon = heapq.heappop(self._heap)
            self.unsettled -= soon
            if self._happens(event) and self.connected and self._rng.random() >= self.lose:
                yield event
                if self._rng.random() < self.double:
                    yield event

    # --- what a test does

    def connect(self) -> told.SwitchConnected:
        self.connected = True
        for leg in self.legs.values():
            leg.listens_to, leg.whispers = "", False
        seen = tuple(
            told.LegSeen(
                leg_id=leg.leg_id,
                connected=leg.connected,
                ani=leg.ani,
                dnis=leg.dnis,
                source=leg.source,
                bridge_id=leg.bridge_id,
                variables=leg.variables,
            )
            for leg in self.legs.values()
        )
        return told.SwitchConnected(
            legs=seen,
            bridges=tuple(sorted(self.bridges)),
            reachable=frozenset(self.reachable),
            recordings=tuple(leg.recording for leg in self.legs.values() if leg.recording),
        )

    def lose_socket(self) -> told.SwitchLost:
        self.connected = False
        return told.SwitchLost(reason="socket lost")

    def die(self) -> told.SwitchLost:
        self.connected = False
        self.legs.clear()
        self.bridges.clear()
        self.reachable.clear()
        self._heap.clear()
        self._plays.clear()
        self.unsettled = 0
        return told.SwitchLost(reason="switch died", stopped=True)

    def arrive(self, leg_id: str, ani: str, dnis: str, source: str = "trunk:carrier") -> None:
        self.legs[leg_id] = FakeLeg(leg_id=leg_id, far_end=source, ani=ani, dnis=dnis, source=source)
        self._tell(told.LegArrived(leg_id=leg_id, ani=ani, dnis=dnis, source=source))

    def press(self, leg_id: str, digit: str) -> None:
        if leg_id in self.legs:
            self._tell(told.DigitPressed(leg_id=leg_id, digit=digit))
            leg = self.legs[leg_id]
            if leg.message and digit in leg.message_ends:
                self._tell(self._message_over(leg, "key"))

    def hang_up(self, leg_id: str, cause: do.Cause = "normal") -> None:
        if leg_id in self.legs:
            self._break_fax(self.legs[leg_id])
            self._tell(told.LegCleared(leg_id=leg_id, cause=cause))

    def pick_up(self, leg_id: str) -> None:
        if leg_id in self.legs:
            self._tell(told.LegConnected(leg_id=leg_id))

    def talk(self, leg_id: str, on: bool) -> None:
        """The leg speaks, or falls silent."""
        leg = self.legs.get(leg_id)
        if leg is not None and leg.told_of_talk and leg.talks != on:
            leg.talks = on
            self._tell(told.LegTalking(leg_id=leg_id, on=on))

    def phone(self, endpoint: str, reachable: bool) -> None:
        self._tell(told.EndpointReachability(endpoint=endpoint, reachable=reachable))

    def hears(self, leg_id: str) -> set[str]:
        """Ids of the legs that this leg hears."""
        leg = self.legs[leg_id]
        if leg.listens_to in self.legs:
            there = self.legs[leg.listens_to]
            return self._mixed(there) | ({there.leg_id} if not there.muted else set())
        whispering = {
            other.leg_id
            for other in self.legs.values()
            if other.listens_to == leg_id and other.whispers and not other.muted
        }
        return self._mixed(leg) | whispering

    def _mixed(self, leg: FakeLeg) -> set[str]:
        """Whom the bridge lets a leg hear."""
        if not leg.bridge_id or leg.music:
            return set()
        return {
            other.leg_id
            for other in self.legs.values()
            if other.bridge_id == leg.bridge_id and other is not leg and not other.muted
        }

    def leg_at(self, far_end: str) -> FakeLeg | None:
        """The newest leg whose far end is `phone:NAME`, `number:DIGITS` or a source."""
        return next((leg for leg in reversed(self.legs.values()) if leg.far_end == far_end), None)

    # --- inside: events as they happen

    def _tell(self, event: told.SwitchEvent, after: float = 0.0) -> None:
        leg = self.legs.get(event.leg_id) if isinstance(event, told.LegCleared) and not after else None
        if leg is not None and leg.message:
            self._tell(self._message_over(leg, "cleared"))
        delay = after + (self._rng.random() * self.latency if self.latency else 0.0)
        at = self._clock.now() + timedelta(seconds=delay)
        about = getattr(event, "leg_id", "") or getattr(event, "endpoint", "")
        if about and not after:
            at = self._latest[about] = max(at, self._latest.get(about, at))
        self.unsettled += not after
        heapq.heappush(self._heap, (at, next(self._count), event, not after))

    def _happens(self, event: told.SwitchEvent) -> bool:
        if isinstance(event, told.FaxEnded):
            return self._fax_over(event.leg_id, event.fax_id)
        if isinstance(event, told.FaxProgress):
            return self._fax_goes_on(event.leg_id, event.fax_id)
        return self._message_ends(event) if isinstance(event, told.MessageRecorded) else self._happen(event)

    def _happen(self, event: told.SwitchEvent) -> bool:
        """The world changes when the event happens, heard or not; false when it cannot happen any more."""
        match event:
            case told.LegConnected(leg_id=leg_id):
                if leg_id not in self.legs or self.legs[leg_id].connected:
                    return False
                self.legs[leg_id].connected = True
            case told.LegCleared(leg_id=leg_id, cause="no_answer") if self._is_up(leg_id):
                return False  # it was answered before it rang out
            case told.LegCleared(leg_id=leg_id):
                self._latest.pop(leg_id, None)
                self._nobody_listens_to(leg_id)
                return self.legs.pop(leg_id, None) is not None
            case (
                told.LegAlerting(leg_id=leg_id)
                | told.DigitPressed(leg_id=leg_id)
                | told.LegTalking(leg_id=leg_id)
            ):
                return leg_id in self.legs
            case told.PlayEnded(play_id=play_id):
                return self._play_over(play_id)
            case told.EndpointReachability(endpoint=endpoint, reachable=reachable):
                (self.reachable.add if reachable else self.reachable.discard)(endpoint)
            case _:
                pass
        return True

    def _nobody_listens_to(self, leg_id: str) -> None:
        for leg in self.legs.values():
            if leg.listens_to == leg_id:
                leg.listens_to, leg.whispers = "", False

    def _is_up(self, leg_id: str) -> bool:
        return leg_id in self.legs and self.legs[leg_id].connected

    def _play_over(self, play_id: str) -> bool:
        leg = self.legs.get(self._plays.pop(play_id, ""))
        if leg is not None and leg.playing == play_id:
            leg.playing = ""
        return leg is not None

    # --- inside: commands

    def _leg(self, command: do.Command, leg_id: str) -> FakeLeg | None:
        leg = self.legs.get(leg_id)
        if leg is None:
            self._tell(told.CommandFailed(failed=command, reason="no such leg", gone=True))
        return leg

    def _answerleg(self, command: do.AnswerLeg) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is not None and not leg.connected:
            self._tell(told.LegConnected(leg_id=leg.leg_id))

    def _ringleg(self, command: do.RingLeg) -> None:
        self._leg(command, command.leg_id)

    def _originate(self, command: do.Originate) -> None:
        name = command.endpoint.partition(":")[2]
        known = command.endpoint.startswith("number:") or name in self.reachable
        behavior = self.behavior.get(name, "rings") if known else "unreachable"
        if command.auto_answer and behavior == "rings":
            behavior = "answers"
        self.legs[command.leg_id] = FakeLeg(
            leg_id=command.leg_id, far_end=command.endpoint, variables=dict(command.variables)
        )
        if behavior == "unreachable":
            return self._tell(told.LegCleared(leg_id=command.leg_id, cause="unreachable"), after=0.1)
        line = f"trunk:{command.trunks[0]}" if command.trunks else ""
        self._tell(told.LegAlerting(leg_id=command.leg_id, line=line), after=0.05)
        if behavior == "answers":
            self._tell(told.LegConnected(leg_id=command.leg_id, line=line), after=self.answer_after)
        elif behavior in ("declines", "busy"):
            cause: do.Cause = "declined" if behavior == "declines" else "busy"
            self._tell(told.LegCleared(leg_id=command.leg_id, cause=cause), after=1.0)
        else:
            self._tell(told.LegCleared(leg_id=command.leg_id, cause="no_answer"), after=command.ring_for)

    def _clearleg(self, command: do.ClearLeg) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is not None:
            self._break_fax(leg)
            self._tell(told.LegCleared(leg_id=leg.leg_id, cause="normal"))

    def _openbridge(self, command: do.OpenBridge) -> None:
        self.bridges.add(command.bridge_id)
        if command.pair:
            self.pairs[command.bridge_id] = set()

    def _closebridge(self, command: do.CloseBridge) -> None:
        self.bridges.discard(command.bridge_id)
        self.pairs.pop(command.bridge_id, None)
        for leg in self.legs.values():
            if leg.bridge_id == command.bridge_id:
                leg.bridge_id = ""

    def _joinbridge(self, command: do.JoinBridge) -> None:
        if command.bridge_id not in self.bridges:
            return self._tell(told.CommandFailed(failed=command, reason="no such bridge", gone=True))
        for leg_id in command.leg_ids:
            leg = self._leg(command, leg_id)
            if leg is not None:
                leg.bridge_id, leg.music = command.bridge_id, False
                leg.listens_to, leg.whispers = "", False
                leg.bridges.add(leg.bridge_id)
                self._stop_playing(leg)
                self._check_pair(leg)

    def _check_pair(self, leg: FakeLeg) -> None:
        """The real switch would lose sound, and nothing here would tell."""
        if leg.bridge_id not in self.pairs:
            return
        met = self.pairs[leg.bridge_id]
        met.add(leg.leg_id)
        heard = leg.told_of_talk or any(other.listens_to == leg.leg_id for other in self.legs.values())
        if heard or len(met) > 2 or len(leg.bridges) > 1:
            raise AssertionError(f"{leg.bridge_id} is no pair")

    def _leavebridge(self, command: do.LeaveBridge) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is not None and leg.bridge_id == command.bridge_id:
            leg.bridge_id = ""

    def _play(self, command: do.Play) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is not None:
            leg.playing = command.play_id
            self._plays[command.play_id] = leg.leg_id
            endless = command.media[0].startswith("tone:")
            self._tell(told.PlayEnded(play_id=command.play_id), after=3600.0 if endless else self.play_for)

    def _stopplay(self, command: do.StopPlay) -> None:
        leg = self.legs.get(self._plays.get(command.play_id, ""))
        if leg is None:
            return
        if leg.playing == command.play_id:
            self._stop_playing(leg)
        else:
            self._tell(told.PlayEnded(play_id=command.play_id))

    def _stop_playing(self, leg: FakeLeg) -> None:
        if leg.playing:
            self._tell(told.PlayEnded(play_id=leg.playing))
            leg.playing = ""

    def _startmusic(self, command: do.StartMusic) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is not None:
            leg.music = True

    def _stopmusic(self, command: do.StopMusic) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is not None:
            leg.music = False

    def _muteleg(self, command: do.MuteLeg) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is not None:
            leg.muted = command.on

    def _detecttalk(self, command: do.DetectTalk) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is not None:
            leg.told_of_talk, leg.talks = command.on, leg.talks and command.on
            self._check_pair(leg)

    def _senddigits(self, command: do.SendDigits) -> None:
        self._leg(command, command.leg_id)

    def _setvariables(self, command: do.SetVariables) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is not None:
            leg.variables = {**leg.variables, **command.values}

    def _startrecording(self, command: do.StartRecording) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is not None:
            leg.recording, leg.recording_paused = command.recording_id, False

    def _pauserecording(self, command: do.PauseRecording) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is not None:
            leg.recording_paused = command.on

    def _stoprecording(self, command: do.StopRecording) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is not None:
            leg.recording = ""

    def _listen(self, command: do.Listen) -> None:
        leg, there = self._leg(command, command.leg_id), self._leg(command, command.to_leg_id)
        if leg is not None and there is not None:
            leg.bridge_id, leg.listens_to, leg.whispers = "", there.leg_id, command.whisper
            self._check_pair(there)

    def _stoplistening(self, command: do.StopListening) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is not None:
            leg.listens_to, leg.whispers = "", False
