"""Asterisk's events as the switch's own words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lingtong.switch import events as tell
from lingtong.switch.ari import generated as ari
from lingtong.switch.ari.causes import after_answer
from lingtong.switch.ari.legs import Leg, Legs
from lingtong.switch.ari.listening import Listening, is_listening
from lingtong.switch.ari.outgoing import Outgoing


class Reading:
    """Tells each thing once: what was seen in a snapshot and comes again as an event is not told again."""

    def __init__(
        self, legs: Legs, outgoing: Outgoing, listening: Listening, hear: Callable[[tell.SwitchEvent], None]
    ) -> None:
        self._legs, self._outgoing, self._listening, self._tell = legs, outgoing, listening, hear
        self._held: list[ari.AnyEvent] | None = None
        self.back: Callable[[ari.StasisStart], bool] = lambda _: False
        """Asked first: a leg that comes back from a fax."""
        self._about: dict[type, Callable[[Any], None]] = {
            ari.StasisStart: self._started,
            ari.ChannelStateChange: self._changed,
            ari.Dial: self._dialing,
            ari.ChannelDtmfReceived: self._pressed,
            ari.ChannelHold: lambda event: self._phone_held(event, on=True),
            ari.ChannelUnhold: lambda event: self._phone_held(event, on=False),
            ari.ChannelTalkingStarted: lambda event: self._speaks(event, on=True),
            ari.ChannelTalkingFinished: lambda event: self._speaks(event, on=False),
            ari.PlaybackFinished: self._played,
            ari.ChannelHangupRequest: self._hung_up,
            ari.StasisEnd: self._left,
            ari.ChannelDestroyed: self._destroyed,
        }

    def also(self, kinds: tuple[type, ...], about: Callable[[Any], None]) -> None:
        """Let another part hear these events, in their order among all."""
        self._about.update(dict.fromkeys(kinds, about))

    def hear(self, event: ari.AnyEvent) -> None:
        if self._held is not None:
            self._held.append(event)
            return
        about = self._about.get(type(event))
        if about is not None:
            about(event)

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Keep events until the end of the block, then hear them in order."""
        self._held = []
        try:
            yield
        finally:
            held, self._held = self._held, None
        for event in held:
            self.hear(event)

    def arriving(self) -> frozenset[str]:
        """Channels whose arrival is among the events held back."""
        held = self._held or ()
        return frozenset(
            event.channel.id for event in held if isinstance(event, ari.StasisStart) and not _is_ours(event)
        )

    def _started(self, event: ari.StasisStart) -> None:
        if is_listening(event):
            return self._listening.ready(event.channel.id, event.args[1])
        if self.back(event):
            return None
        leg = self._legs.of(event.channel)
        if _is_ours(event):
            if leg is not None and not leg.connected:
                self._outgoing.answered(leg)
                self._tell(tell.LegConnected(leg_id=leg.id, line=leg.line))
            return
        if leg is not None:
            return
        channel = event.channel
        source, dnis = (*event.args, "", "")[:2]
        leg = self._legs.add(Leg(channel.id, channel.id, arrived=True, source=source, dnis=dnis))
        leg.ani = channel.caller.number
        self._tell(
            tell.LegArrived(
                leg_id=leg.id, ani=leg.ani, dnis=dnis, source=source, caller_name=channel.caller.name
            )
        )
        if channel.state == "Up":
            self._connected(leg)

    def _changed(self, event: ari.ChannelStateChange) -> None:
        leg = self._legs.of(event.channel)
        if leg is None:
            return
        if event.channel.state == "Up" and leg.arrived:
            self._connected(leg)
        elif event.channel.state == "Ringing" and not leg.arrived:
            self._alerting(leg)

    def _dialing(self, event: ari.Dial) -> None:
        leg = self._legs.of(event.peer)
        # 183 with early media never makes the channel ring: this is the only word of it.
        if leg is not None and event.dialstatus == "PROGRESS":
            self._alerting(leg)

    def _connected(self, leg: Leg) -> None:
        if not leg.connected:
            leg.connected = True
            self._tell(tell.LegConnected(leg_id=leg.id, line=leg.line))

    def _alerting(self, leg: Leg) -> None:
        if not leg.alerting and not leg.connected:
            leg.alerting = True
            self._tell(tell.LegAlerting(leg_id=leg.id, line=leg.line))

    def _pressed(self, event: ari.ChannelDtmfReceived) -> None:
        leg = self._legs.of(event.channel)
        if leg is not None:
            self._tell(tell.DigitPressed(leg_id=leg.id, digit=event.digit))

    def _phone_held(self, event: ari.ChannelHold | ari.ChannelUnhold, on: bool) -> None:
        leg = self._legs.of(event.channel)
        if leg is not None:
            self._tell(tell.LegHeld(leg_id=leg.id, on=on))

    def _speaks(self, event: ari.ChannelTalkingStarted | ari.ChannelTalkingFinished, on: bool) -> None:
        leg = self._legs.of(event.channel)
        if leg is not None:
            self._tell(tell.LegTalking(leg_id=leg.id, on=on))

    def _played(self, event: ari.PlaybackFinished) -> None:
        if self._legs.end_play(event.playback.id):
            self._tell(tell.PlayEnded(play_id=event.playback.id, ok=event.playback.state == "done"))

    def _hung_up(self, event: ari.ChannelHangupRequest) -> None:
        leg = self._legs.of(event.channel)
        if leg is not None and event.cause:
            leg.q850 = event.cause

    def _left(self, event: ari.StasisEnd) -> None:
        """For a call that came in this is the end; of a leg that we made ChannelDestroyed tells the cause."""
        leg = self._legs.of(event.channel)
        if leg is not None and leg.arrived and not leg.followed:
            self._cleared(leg, leg.q850)

    def _destroyed(self, event: ari.ChannelDestroyed) -> None:
        leg = self._legs.of(event.channel)
        if leg is None:
            return
        if leg.connected or leg.arrived:
            self._cleared(leg, leg.q850 or event.cause)
        else:
            self._outgoing.ended(leg, sip=event.tech_cause, q850=event.cause)

    def _cleared(self, leg: Leg, q850: int) -> None:
        cause = "normal" if leg.clearing else after_answer(q850)
        end(leg, self._legs, tell.LegCleared(leg_id=leg.id, cause=cause, q850=q850), self._tell)


def end(leg: Leg, legs: Legs, word: tell.LegCleared, hear: Callable[[tell.SwitchEvent], None]) -> None:
    """A leg is told as cleared once, after the end of all that was played to it."""
    plays = sorted(leg.plays)
    legs.forget(leg)
    for play_id in plays:
        hear(tell.PlayEnded(play_id=play_id, ok=False))
    hear(word)


def _is_ours(event: ari.StasisStart) -> bool:
    return event.args[:1] in (["out"], ["faxed"], ["heard"]) or is_listening(event)
