"""Recording in two channels, and who can be reached: the two things that only AMI tells."""

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import structlog

from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from lingtong.switch.ari.legs import Legs
from lingtong.switch.ari.reachability import Reachability
from lingtong.switch.runtime import (
    Ami,
    AmiLost,
    Message,
    SwitchSettings,
    ami_connection,
    being_written,
    files_for,
    finish,
    is_being_written,
    open_files,
    running_pid,
    unfinished,
)

log = structlog.get_logger()

_ID = re.compile(r"[A-Za-z0-9-]{1,80}")
_PAUSE = 0.5  # seconds between tries
_LOOK_EVERY = 0.4  # seconds
_LOOKS = 8
_DISK_AGAIN = 5.0  # seconds


class Recorder:
    """Files are `YYYY/MM/DD/ID.raw` below the folder of recordings; the day is that of the start, in UTC.

    `finished` hears the id of each recording when its file is whole, within about a second of its end.
    """

    def __init__(
        self,
        settings: SwitchSettings,
        legs: Legs,
        hear: Callable[[tell.SwitchEvent], None],
        refuse: Callable[[ask.Command, str, bool], None],
        finished: Callable[[str], None],
        look_again: Callable[[], None],
    ) -> None:
        self._settings, self._legs, self._tell, self._refuse = settings, legs, hear, refuse
        self._finished, self._look_again = finished, look_again
        self._looks = _LOOKS
        self._ami: Ami | None = None
        self.also: Callable[[Message], None] = lambda _: None
        """Hears whatever else AMI says."""
        self.reachability = Reachability()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_connected())
            tasks.create_task(self._keep_finishing())

    async def _keep_finishing(self) -> None:
        """Also what an engine or a switch that died has left unfinished."""
        while True:
            if self._looks > 0:
                self._looks -= 1
                try:
                    for recording_id in await asyncio.to_thread(self._finish_ended):
                        self._finished(recording_id)
                except OSError as problem:  # the folder is away; calls go on without it
                    log.error("recordings.not_looked_at", reason=problem.strerror)
                    self._looks = _LOOKS
                    await asyncio.sleep(_DISK_AGAIN)
            await asyncio.sleep(_LOOK_EVERY)

    def _finish_ended(self) -> list[str]:
        # First the parts, then who has them open: one that begins in between must not be taken for ended.
        found = list(unfinished(self._settings.recordings))
        if not found:
            return []
        pid = running_pid(self._settings)
        if pid is None and self._ami is not None:
            return []  # Asterisk lives and cannot be looked into: finish nothing in doubt
        files = open_files(pid)
        done = []
        for whole in found:
            if is_being_written(whole, files):
                continue
            try:
                finish(whole)
            except OSError as problem:
                log.error("recording.unfinished", recording_id=whole.stem, reason=str(problem))
            else:
                done.append(whole.stem)
        return done

    async def _keep_connected(self) -> None:
        while True:
            try:
                async with ami_connection(self._settings, self._event) as connection:
                    self._ami = connection
                    self._look_again()  # contacts may have come and gone meanwhile
                    await connection.ended
            except (AmiLost, TimeoutError, ConnectionError) as problem:
                log.debug("ami.lost", reason=str(problem))
            finally:
                self._ami = None
            await asyncio.sleep(_PAUSE)

    def start(self, command: ask.StartRecording) -> None:
        if not _ID.fullmatch(command.recording_id):
            self._refuse(command, "a recording id holds letters, digits and hyphens only", False)
            return
        said, heard = files_for(self._settings.recordings, command.recording_id, datetime.now(UTC))
        beep = f"B({command.beep_every:.0f})" if command.beep_every >= 1 else ""
        self._act(command, "MixMonitor", {"Options": f"r({said})t({heard}){beep}"})

    def pause(self, command: ask.PauseRecording) -> None:
        self._act(command, "MixMonitorMute", {"Direction": "both", "State": "1" if command.on else "0"})

    def stop(self, command: ask.StopRecording) -> None:
        self._act(command, "StopMixMonitor", {})
        self.look()

    def light(self, command: ask.SetLight) -> None:
        """A phone that is not registered is told when it is."""
        if self._ami is None:
            return self._refuse(command, "the connection for lights is down", False)
        body = (
            f"Messages-Waiting: {'yes' if command.new else 'no'}",
            f"Voice-Message: {command.new}/{command.old} (0/0)",
        )
        head = ("Event=message-summary", "Content-type=application/simple-message-summary")
        fields = {"Endpoint": command.endpoint}
        self._ami.ask(
            "PJSIPNotify", fields, lambda _: None, variables=(*head, *(f"Content={one}" for one in body))
        )

    def question(self, action: str, fields: Mapping[str, str]) -> None:
        """A question whose answer comes as events; nobody is asked while the connection is down."""
        if self._ami is not None:
            self._ami.ask(action, fields, lambda _: None)

    def look(self) -> None:
        """A recording may have ended: look for finished parts for a while."""
        self._looks = _LOOKS

    def going_on(self) -> tuple[str, ...]:
        return being_written(self._settings.recordings, open_files(running_pid(self._settings)))

    def _act(
        self,
        command: ask.StartRecording | ask.PauseRecording | ask.StopRecording,
        action: str,
        fields: Mapping[str, str],
    ) -> None:
        leg = self._legs.get(command.leg_id)
        if leg is None or self._ami is None:
            reason = "the recording connection is down" if leg else f"there is no leg {command.leg_id}"
            self._refuse(command, reason, leg is None)
            return

        def answered(message: Message) -> None:
            if message.get("Response") != "Success":
                reason = message.get("Message", "refused")
                self._refuse(command, reason, "no such channel" in reason.lower())

        self._ami.ask(action, {"Channel": leg.channel_id, **fields}, answered)

    def _event(self, message: Message) -> None:
        if message.get("Event") == "ContactStatus":
            name, contact = message.get("EndpointName", ""), message.get("URI", "")
            for news in self.reachability.hear(
                name or message.get("AOR", ""), contact, message.get("ContactStatus", "")
            ):
                self._tell(news)
        else:
            self.also(message)
