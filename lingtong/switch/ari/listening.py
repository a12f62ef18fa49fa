"""Listening to a leg, and whispering to it: a snoop channel and the listener meet in a bridge of their own.

Spying takes what the leg says and what is played to it before anything is whispered, so listeners do not hear
each other, and a muted leg is not heard. None of it survives our connection: the next one clears it away and
is asked anew.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from lingtong.switch import commands as ask
from lingtong.switch.ari import generated as ari
from lingtong.switch.ari import requests
from lingtong.switch.ari.generated import Request, RESTResponse
from lingtong.switch.ari.legs import Leg, Legs

SNOOP, BRIDGE, WORD = "snoop-", "listen-", "listen"

Ask = Callable[[Request, Callable[[RESTResponse], None]], None]
Failed = Callable[[ask.Command, RESTResponse], None]
Refuse = Callable[[ask.Command, str, bool], None]


@dataclass(slots=True)
class _Ear:
    """Who listens to whom. `before` are snoops that end as soon as the new one is heard."""

    leg: Leg
    to_leg_id: str
    whisper: bool
    snoop_id: str
    bridge_id: str  # never used twice: a bridge that is being destroyed takes new channels with it
    before: list[str] = field(default_factory=list)


class Listening:
    def __init__(self, app: str, legs: Legs, request: Ask, failed: Failed, refuse: Refuse) -> None:
        self._app, self._legs, self._request = app, legs, request
        self._failed, self._refuse = failed, refuse
        self._ears: dict[str, _Ear] = {}

    def begin(self, command: ask.Listen) -> None:
        leg, there = self._legs.get(command.leg_id), self._legs.get(command.to_leg_id)
        if leg is None or there is None:
            missing = command.leg_id if leg is None else command.to_leg_id
            self._refuse(command, f"there is no leg {missing}", True)
            return
        known = self._ears.get(leg.id)
        bridge_id = known.bridge_id if known is not None else f"{BRIDGE}{secrets.token_hex(8)}"
        ear = _Ear(leg, there.id, command.whisper, f"{SNOOP}{secrets.token_hex(8)}", bridge_id)
        self._ears[leg.id] = ear
        if known is None:
            self._request(ari.bridges_create_with_id(ear.bridge_id, type=requests.MIXING), _ignore)
            self._request(ari.bridges_add_channel(ear.bridge_id, leg.channel_id), _ignore)
            leg.bridge_id = ""
        else:
            ear.before = [*known.before, known.snoop_id]
            self._settle(known.to_leg_id)
        self._settle(there.id)

        def answered(response: RESTResponse) -> None:
            if response.status_code >= 400 and self._ears.get(leg.id) is ear:
                self.end(leg.id)
                self._failed(command, response)

        self._request(
            ari.channels_snoop_channel_with_id(
                there.channel_id,
                ear.snoop_id,
                self._app,
                spy="both",
                whisper="out" if command.whisper else "none",
                app_args=f"{WORD},{leg.id}",
            ),
            answered,
        )

    def ready(self, snoop_id: str, leg_id: str) -> None:
        """The snoop channel is there: let it be heard, and end the one before it."""
        ear = self._ears.get(leg_id)
        if ear is None or ear.snoop_id != snoop_id:
            self._hang_up(snoop_id)
            return
        self._request(ari.bridges_add_channel(ear.bridge_id, snoop_id), _ignore)
        for old in ear.before:
            self._hang_up(old)
        ear.before = []

    def stop(self, command: ask.StopListening) -> None:
        self.end(command.leg_id)

    def end(self, leg_id: str) -> None:
        """This leg listens to nobody any more."""
        ear = self._ears.pop(leg_id, None)
        if ear is None:
            return
        for snoop_id in (*ear.before, ear.snoop_id):
            self._hang_up(snoop_id)
        self._request(ari.bridges_destroy(ear.bridge_id), _ignore)
        self._settle(ear.to_leg_id)

    def gone(self, leg_id: str) -> None:
        """The leg has ended: whatever it heard, and whoever heard it."""
        for ear in [ear for ear in self._ears.values() if leg_id in (ear.leg.id, ear.to_leg_id)]:
            self.end(ear.leg.id)

    def forget(self) -> None:
        self._ears.clear()

    def clear_away(self, snoops: list[str], bridges: list[str]) -> None:
        """What another connection has left."""
        for snoop_id in snoops:
            self._hang_up(snoop_id)
        for bridge_id in bridges:
            self._request(ari.bridges_destroy(bridge_id), _ignore)

    # --- whispering into a leg that nothing is played to

    def before_sound(self, leg: Leg) -> None:
        """A bridge, music or a prompt follows: it is not heard beside our silence."""
        if leg.in_silence:
            leg.in_silence = False
            self._request(ari.channels_stop_silence(leg.channel_id), _ignore)

    def left_alone(self, leg: Leg) -> None:
        """Out of its bridge. A whisper is heard on top of other sound only, if need be of silence."""
        self._settle(leg.id)

    def _settle(self, leg_id: str) -> None:
        leg = self._legs.get(leg_id)
        if leg is None:
            return
        whispered = any(ear.to_leg_id == leg_id and ear.whisper for ear in self._ears.values())
        silence = whispered and not (leg.bridge_id or leg.plays or leg.in_music)
        if silence and not leg.in_silence:
            leg.in_silence = True
            self._request(ari.channels_start_silence(leg.channel_id), _ignore)
        elif not silence:
            self.before_sound(leg)

    def _hang_up(self, channel_id: str) -> None:
        self._request(ari.channels_hangup(channel_id), _ignore)


def is_listening(event: ari.StasisStart) -> bool:
    return event.args[:1] == [WORD]


def _ignore(_: RESTResponse) -> None:
    """What is to be ended may have ended by itself; a leg that is gone is told of by its own event."""
