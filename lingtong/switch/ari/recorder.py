"""Recording in two channels, and who can be reached: the two things that only AMI tells."""

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import structlog

from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from lingtong.switch.ari.legs import Leg, Legs
from lingtong.switch.ari.reachability import Reachability
from lingtong.switch.runtime.ami import Ami, AmiLost, Message, ami
from lingtong.switch.runtime.settings import SwitchSettings

log = structlog.get_logger()

# D: interleaved, left what the channel says, right what it hears; raw means 16 bit, 8 kHz, little-endian.
OPTIONS = "D"
_ID = re.compile(r"[A-Za-z0-9-]{1,80}")
_PAUSE = 0.5  # seconds between tries


class Recorder:
    """Files are `YYYY/MM/DD/ID.raw` below the folder of recordings; the day is that of the start, in UTC."""

    def __init__(
        self,
        settings: SwitchSettings,
        legs: Legs,
        hear: Callable[[tell.SwitchEvent], None],
        refuse: Callable[[ask.Command, str, bool], None],
    ) -> None:
        self._settings, self._legs, self._tell, self._refuse = settings, legs, hear, refuse
        self._ami: Ami | None = None
        self.reachability = Reachability()

    async def run(self) -> None:
        """Keep the connection to AMI up; for ever."""
        while True:
            try:
                async with ami(self._settings, self._event) as connection:
                    self._ami = connection
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
        folder = self._settings.recordings / datetime.now(UTC).strftime("%Y/%m/%d")
        file = folder / f"{command.recording_id}.raw"
        leg = self._act(command, "MixMonitor", {"File": str(file), "Options": OPTIONS})
        if leg is not None:
            leg.recording = command.recording_id

    def pause(self, command: ask.PauseRecording) -> None:
        self._act(command, "MixMonitorMute", {"Direction": "both", "State": "1" if command.on else "0"})

    def stop(self, command: ask.StopRecording) -> None:
        leg = self._act(command, "StopMixMonitor", {})
        if leg is not None:
            leg.recording = ""

    def _act(
        self,
        command: ask.StartRecording | ask.PauseRecording | ask.StopRecording,
        action: str,
        fields: Mapping[str, str],
    ) -> Leg | None:
        leg = self._legs.get(command.leg_id)
        if leg is None or self._ami is None:
            reason = "the recording connection is down" if leg else f"there is no leg {command.leg_id}"
            self._refuse(command, reason, leg is None)
            return None

        def answered(message: Message) -> None:
            if message.get("Response") != "Success":
                reason = message.get("Message", "refused")
                self._refuse(command, reason, "no such channel" in reason.lower())

        self._ami.ask(action, {"Channel": leg.channel_id, **fields}, answered)
        return leg

    def _event(self, message: Message) -> None:
        if message.get("Event") == "ContactStatus":
            name, contact = message.get("EndpointName", ""), message.get("URI", "")
            for news in self.reachability.hear(
                name or message.get("AOR", ""), contact, message.get("ContactStatus", "")
            ):
                self._tell(news)
