"""What one leg says alone, into a file: voice mail, a prompt recorded by phone."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from lingtong.switch.ari import generated as ari
from lingtong.switch.ari.generated import Request, RESTResponse
from lingtong.switch.ari.legs import Legs
from lingtong.switch.events import MessageEnd

_ID = re.compile(r"[A-Za-z0-9-]{1,80}")
_FORMAT = "sln"  # 16 bit, 8 kHz, no header: readable wherever its writer died
BYTES_PER_SECOND = 16_000
NEARLY = 0.5  # seconds by which Asterisk may end before the limit
SEEN_GONE_WITHIN = 0.3
_GOING_ON = 409


@dataclass(slots=True)
class _Message:
    command: ask.RecordMessage
    ends: MessageEnd | None = None  # known before its end
    over: asyncio.TimerHandle | None = None


class Messages:
    """Files are `ID.sln` in the folder of messages. Asked again, one that goes on goes on; one that has ended
    is carried on in its file: nothing that was said is lost by asking twice.
    """

    def __init__(
        self,
        folder: Path,
        legs: Legs,
        request: Callable[[Request, Callable[[RESTResponse], None]], None],
        hear: Callable[[tell.SwitchEvent], None],
        refuse: Callable[[ask.Command, str, bool], None],
    ) -> None:
        self._folder, self._legs = folder, legs
        self._request, self._hear, self._refuse = request, hear, refuse
        self._messages: dict[str, _Message] = {}

    def start(self, command: ask.RecordMessage) -> None:
        leg = self._legs.get(command.leg_id)
        if leg is None or not _ID.fullmatch(command.recording_id):
            reason = f"there is no leg {command.leg_id}" if leg is None else "not the id of a message"
            return self._refuse(command, reason, leg is None)
        self._messages[command.recording_id] = _Message(command)

        def answered(response: RESTResponse) -> None:
            if response.status_code >= 400 and response.status_code != _GOING_ON:
                self._messages.pop(command.recording_id, None)
                self._refuse(command, f"{response.status_code} {response.message_body}", False)

        request = ari.channels_record(
            leg.channel_id,
            command.recording_id,
            _FORMAT,
            max_duration_seconds=round(command.at_most),
            max_silence_seconds=round(command.silence),
            if_exists="append",
            beep=command.beep,
        )
        self._request(request, answered)

    def stop(self, command: ask.StopMessage) -> None:
        self._stop(command.recording_id, "stopped")

    def pressed(self, leg_id: str, key: str) -> None:
        for recording_id, message in self._messages.items():
            if message.command.leg_id == leg_id and key in message.command.end_keys:
                self._stop(recording_id, "key")

    def ended(self, event: ari.RecordingFinished | ari.RecordingFailed) -> None:
        message = self._messages.get(event.recording.name)
        if message is None:
            return
        if event.recording.duration >= message.command.at_most - NEARLY:
            message.ends = message.ends or "limit"
        if message.ends:
            return self._over(message, message.ends)
        # Nobody speaks any more, or nobody is there: the end of the leg is told a moment later.
        message.over = asyncio.get_running_loop().call_later(SEEN_GONE_WITHIN, self._over, message, "silence")

    def gone(self, leg_id: str) -> None:
        """Before its end is told."""
        for message in list(self._messages.values()):
            if message.command.leg_id == leg_id:
                self._over(message, message.ends or "cleared")

    def _over(self, message: _Message, why: MessageEnd) -> None:
        recording_id = message.command.recording_id
        if message.over is not None:
            message.over.cancel()
        if self._messages.pop(recording_id, None) is message:
            self._hear(
                tell.MessageRecorded(
                    leg_id=message.command.leg_id,
                    recording_id=recording_id,
                    seconds=self._seconds(recording_id),
                    ended_by=why,
                )
            )

    def forget(self) -> None:
        """Another connection: who wants to know of a message asks for it again."""
        for message in self._messages.values():
            if message.over is not None:
                message.over.cancel()
        self._messages.clear()

    def _stop(self, recording_id: str, why: MessageEnd) -> None:
        message = self._messages.get(recording_id)
        if message is not None:
            message.ends = message.ends or why
            self._request(ari.recordings_stop(recording_id), lambda _: None)

    def _seconds(self, recording_id: str) -> float:
        file = self._folder / f"{recording_id}.{_FORMAT}"
        return file.stat().st_size / BYTES_PER_SECOND if file.is_file() else 0.0
