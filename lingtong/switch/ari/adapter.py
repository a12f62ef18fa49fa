"""Asterisk as a `Switch`."""

import asyncio
from collections.abc import Callable

import msgspec
import structlog

from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from lingtong.switch.ari import generated as ari
from lingtong.switch.ari import requests
from lingtong.switch.ari.causes import to_q850
from lingtong.switch.ari.fax_progress import FaxProgresses
from lingtong.switch.ari.faxing import Faxing
from lingtong.switch.ari.generated import Request, RESTResponse
from lingtong.switch.ari.legs import VARIABLE, Leg, Legs
from lingtong.switch.ari.link import Link, TakenOver
from lingtong.switch.ari.listening import Listening
from lingtong.switch.ari.media import Sounds
from lingtong.switch.ari.messages import Messages
from lingtong.switch.ari.outgoing import Outgoing
from lingtong.switch.ari.reading import Reading
from lingtong.switch.ari.recorder import Recorder
from lingtong.switch.ari.snapshot import take_snapshot
from lingtong.switch.ari.socket import AriSocket
from lingtong.switch.runtime import SwitchSettings

log = structlog.get_logger()

__all__ = ["AriSwitch", "TakenOver"]

_GONE = frozenset({404, 409, 412})


class AriSwitch:
    """Implements `switch.ports.Switch`. `recorded` hears the id of each recording when its file is whole.

    `may_send` is asked before everything that is sent. `run` raises `TakenOver` when it is no longer so, or
    another engine has taken the switch: this one must not go on.
    """

    def __init__(
        self,
        settings: SwitchSettings,
        recorded: Callable[[str], None] = lambda _: None,
        may_send: Callable[[], bool] = lambda: True,
    ) -> None:
        self._settings = settings
        self._legs = Legs()
        self._hear: Callable[[tell.SwitchEvent], None] = _nobody_listens
        self._socket: AriSocket | None = None
        self._sounds = Sounds(settings.prompts, settings.zone)
        self._recorder = Recorder(
            settings, self._legs, self._tell, self._refused, recorded, self._look_for_endpoints
        )
        self._outgoing = Outgoing(settings.app, self._legs, self._request, self._tell)
        self._listening = Listening(settings.app, self._legs, self._request, self._failed, self._refused)
        self._reading = Reading(self._legs, self._outgoing, self._listening, self._heard)
        self._messages = Messages(settings.messages, self._legs, self._request, self._said, self._refused)
        self._reading.also((ari.RecordingFinished, ari.RecordingFailed), self._messages.ended)
        self._faxing = Faxing(
            settings, self._legs, self._request, self._failed, self._refused, self._end_sounds, self._tell_now
        )
        self._reading.back = self._faxing.back
        self._fax_progress = FaxProgresses(self._faxing.going, self._recorder.question, self._tell_now)
        self._recorder.also = self._fax_progress.hear
        self._link = Link(settings, may_send)
        self._link.hear = self._reading.hear
        self._doing: dict[type[ask.Command], Callable[..., None]] = {
            ask.Originate: self._outgoing.begin,
            ask.ClearLeg: self._clear,
            ask.JoinBridge: self._join,
            ask.CloseBridge: self._close,
            ask.Listen: self._listening.begin,
            ask.StopListening: self._listening.stop,
            ask.ReceiveFax: self._faxing.begin,
            ask.SendFax: self._faxing.begin,
            ask.StopFax: self._faxing.stop,
            ask.HearFax: self._faxing.hear,
            ask.Play: self._play,
            ask.SetVariables: self._set_variables,
            ask.StartRecording: self._recorder.start,
            ask.PauseRecording: self._recorder.pause,
            ask.StopRecording: self._recorder.stop,
            ask.RecordMessage: self._record_message,
            ask.StopMessage: self._messages.stop,
            ask.SetLight: self._recorder.light,
        }

    def listen(self, hear: Callable[[tell.SwitchEvent], None]) -> None:
        self._hear = hear

    def send(self, command: ask.Command) -> None:
        if self._socket is None:
            self._refused(command, "the switch is not connected", gone=False)
            return
        special = self._doing.get(type(command))
        if special is not None:
            special(command)
        elif type(command) in requests.ELSEWHERE:
            self._ask(command, requests.ELSEWHERE[type(command)](command))
        else:
            self._on_leg(command)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            beside = [tasks.create_task(one) for one in (self._recorder.run(), self._fax_progress.run())]
            try:
                await self._link.run(self._connected, self._lost)
            finally:
                for task in beside:
                    task.cancel()

    async def _connected(self, socket: AriSocket) -> None:
        """Learn what lives, tell it, and only then let events through."""
        with self._reading.held_back():
            snapshot = await take_snapshot(socket, self._settings.app)
            self._legs.clear()
            self._listening.forget()
            self._messages.forget()
            arriving = self._reading.arriving()
            for leg in snapshot.legs:
                if leg.channel_id not in arriving:
                    self._legs.add(leg)
            trunks = self._recorder.reachability.begin(snapshot.endpoints)
            self._socket = socket
            self._listening.clear_away(snapshot.snoops, snapshot.ears)
            self._hear(
                snapshot.told(self._legs, self._recorder.reachability.phones, self._recorder.going_on())
            )
            self._faxing.begin_again(list(self._legs))
            self._recorder.look()
            for news in trunks:
                if isinstance(news, tell.TrunkReachability):
                    self._hear(news)

    def _lost(self, reason: str, stopped: bool) -> None:
        self._socket = None
        self._legs.clear()
        self._hear(tell.SwitchLost(reason=reason, stopped=stopped))

    def _heard(self, event: tell.SwitchEvent) -> None:
        if isinstance(event, tell.LegCleared):
            self._recorder.look()
            self._listening.gone(event.leg_id)
            self._messages.gone(event.leg_id)
            self._faxing.ended(event.leg_id)
        elif isinstance(event, tell.DigitPressed):
            self._messages.pressed(event.leg_id, event.digit)
        self._hear(event)

    def _tell_now(self, event: tell.SwitchEvent) -> None:
        self._hear(event)

    def _look_for_endpoints(self) -> None:
        def answered(response: RESTResponse) -> None:
            if response.status_code == 200:
                endpoints = msgspec.json.decode(response.message_body, type=list[ari.Endpoint])
                for news in self._recorder.reachability.begin(endpoints):
                    self._hear(news)

        self._request(ari.endpoints_list_by_tech("PJSIP"), answered)

    def _on_leg(self, command: ask.Command) -> None:
        leg_id: str = getattr(command, "leg_id", "")
        leg = self._legs.get(leg_id)
        if leg is None:
            self._refused(command, f"there is no leg {leg_id}", gone=True)
            return
        if isinstance(command, ask.StartMusic | ask.StopMusic):
            leg.in_music = isinstance(command, ask.StartMusic)
        if isinstance(command, ask.StartMusic):
            self._listening.before_sound(leg)
        self._ask(command, requests.ON_LEG[type(command)](leg.channel_id, command))
        if isinstance(command, ask.LeaveBridge):
            self._left(leg)

    def _clear(self, command: ask.ClearLeg) -> None:
        leg = self._legs.get(command.leg_id)
        if leg is None:
            self._refused(command, f"there is no leg {command.leg_id}", gone=True)
            return
        leg.clearing = True
        self._ask(command, ari.channels_hangup(leg.channel_id, reason_code=str(to_q850(command.cause))))

    def _join(self, command: ask.JoinBridge) -> None:
        channels = []
        for leg_id in command.leg_ids:
            leg = self._legs.get(leg_id)
            if leg is None:
                self._refused(command, f"there is no leg {leg_id}", gone=True)
                continue
            self._end_sounds(leg)
            leg.bridge_id = command.bridge_id
            channels.append(leg.channel_id)
        if channels:
            self._ask(command, ari.bridges_add_channel(command.bridge_id, ",".join(channels)))
        for leg_id in command.leg_ids:
            self._listening.end(leg_id)

    def _close(self, command: ask.CloseBridge) -> None:
        self._ask(command, requests.ELSEWHERE[ask.CloseBridge](command))
        for leg in self._legs:
            if leg.bridge_id == command.bridge_id:
                self._left(leg)

    def _left(self, leg: Leg) -> None:
        leg.bridge_id = ""
        self._listening.left_alone(leg)

    def _end_sounds(self, leg: Leg) -> None:
        self._listening.before_sound(leg)
        for play_id in list(leg.plays):
            self._request(ari.playbacks_stop(play_id), _do_nothing)
        if leg.in_music:
            leg.in_music = False
            self._request(ari.channels_stop_moh(leg.channel_id), _do_nothing)

    def _play(self, command: ask.Play) -> None:
        leg = self._legs.get(command.leg_id)
        media = self._sounds.addresses(command.media, command.language, command.tenant_id)
        if leg is None or not media:
            if leg is not None:
                log.error("prompt.missing", media=command.media, language=command.language)
            reason = f"there is no leg {command.leg_id}" if leg is None else "there is no such prompt"
            self._refused(command, reason, gone=leg is None)
            self._tell(tell.PlayEnded(play_id=command.play_id, ok=False))
            return
        self._listening.before_sound(leg)
        self._legs.begin_play(leg, command.play_id)
        request = ari.channels_play_with_id(
            leg.channel_id,
            command.play_id,
            ",".join(media),
            lang=command.language,
            offsetms=round(command.offset * 1000) or None,
        )

        def answered(response: RESTResponse) -> None:
            if response.status_code >= 400:
                self._failed(command, response)
                if self._legs.end_play(command.play_id):
                    self._hear(tell.PlayEnded(play_id=command.play_id, ok=False))

        self._request(request, answered)

    def _record_message(self, command: ask.RecordMessage) -> None:
        leg = self._legs.get(command.leg_id)
        if leg is not None:
            self._end_sounds(leg)
        self._messages.start(command)

    def _set_variables(self, command: ask.SetVariables) -> None:
        leg = self._legs.get(command.leg_id)
        if leg is None:
            self._refused(command, f"there is no leg {command.leg_id}", gone=True)
            return
        leg.variables.update(command.values)
        self._ask(command, ari.channels_set_channel_vars(leg.channel_id, {VARIABLE: leg.wanted()}))

    def _ask(self, command: ask.Command, request: Request) -> None:
        def answered(response: RESTResponse) -> None:
            if response.status_code >= 400:
                self._failed(command, response)

        self._request(request, answered)

    def _request(self, request: Request, answered: Callable[[RESTResponse], None]) -> None:
        if self._socket is not None:
            self._socket.ask(request, answered)

    def _failed(self, command: ask.Command, response: RESTResponse) -> None:
        reason = f"{response.status_code} {response.message_body or response.reason_phrase}"
        self._hear(tell.CommandFailed(failed=command, reason=reason, gone=response.status_code in _GONE))

    def _refused(self, command: ask.Command, reason: str, gone: bool) -> None:
        self._tell(tell.CommandFailed(failed=command, reason=reason, gone=gone))

    def _said(self, event: tell.SwitchEvent) -> None:
        self._hear(event)

    def _tell(self, event: tell.SwitchEvent) -> None:
        """Later, on the loop: whoever sends a command is never called back from within."""
        asyncio.get_running_loop().call_soon(self._hear, event)


def _nobody_listens(event: tell.SwitchEvent) -> None:
    raise RuntimeError(f"The switch told {type(event).__name__} before anybody listened.")


def _do_nothing(_: RESTResponse) -> None:
    pass
