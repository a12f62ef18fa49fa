"""What one leg leaves behind in the fake switch: messages, faxes, and the lights that tell of them."""

from lingtong.kit import Clock
from lingtong.switch import commands as do
from lingtong.switch import events as told
from lingtong.switch.fake_leg import FakeLeg


class FakePapers:
    """Part of `FakeSwitch`, which gives it its legs, its clock and its voice."""

    _clock: Clock
    legs: dict[str, FakeLeg]
    messages: dict[str, float]
    lights: dict[str, int]
    fax_takes: float
    fax_error: str

    def _tell(self, event: told.SwitchEvent, after: float = 0.0) -> None:
        raise NotImplementedError

    def _leg(self, command: do.Command, leg_id: str) -> FakeLeg | None:
        raise NotImplementedError

    def _stop_playing(self, leg: FakeLeg) -> None:
        raise NotImplementedError

    def hang_up(self, leg_id: str, cause: do.Cause = "normal") -> None:
        raise NotImplementedError

    def fax_calls(self, leg_id: str) -> None:
        """The tone of a calling fax machine."""
        leg = self.legs.get(leg_id)
        if leg is not None and leg.hears_fax and not leg.fax_id:
            leg.hears_fax, leg.bridge_id = False, ""
            self._tell(told.FaxHeard(leg_id=leg_id))

    def _message_ends(self, event: told.MessageRecorded) -> bool:
        leg = self.legs.get(event.leg_id)
        if leg is None or leg.message != event.recording_id:
            return False  # it has ended before
        leg.message = ""
        self.messages[event.recording_id] = event.seconds
        return True

    def _recordmessage(self, command: do.RecordMessage) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is None or leg.message == command.recording_id:
            return
        self._stop_playing(leg)
        leg.message, leg.music, leg.message_ends = command.recording_id, False, command.end_keys
        leg.said_since = self._clock.now()
        self._tell(self._message_over(leg, "limit", command.at_most), after=command.at_most)

    def _stopmessage(self, command: do.StopMessage) -> None:
        for leg in self.legs.values():
            if leg.message == command.recording_id:
                self._tell(self._message_over(leg, "stopped"))

    def _message_over(self, leg: FakeLeg, why: told.MessageEnd, after: float = 0.0) -> told.MessageRecorded:
        since = leg.said_since or self._clock.now()
        seconds = self.messages.get(leg.message, 0.0) + after + (self._clock.now() - since).total_seconds()
        return told.MessageRecorded(
            leg_id=leg.leg_id, recording_id=leg.message, seconds=seconds, ended_by=why
        )

    def _setlight(self, command: do.SetLight) -> None:
        self.lights[command.endpoint] = command.new

    def _receivefax(self, command: do.ReceiveFax) -> None:
        self._fax(command)

    def _sendfax(self, command: do.SendFax) -> None:
        self._fax(command)

    def _fax(self, command: do.ReceiveFax | do.SendFax) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is None:
            return
        leg.bridge_id, leg.music, leg.fax_id = "", False, command.fax_id
        self._stop_playing(leg)
        ok = not self.fax_error
        over = told.FaxEnded(
            leg_id=leg.leg_id, fax_id=command.fax_id, ok=ok, pages=2 * ok, rate=14400, error=self.fax_error
        )
        for page in range(1, over.pages):
            news = told.FaxProgress(leg_id=leg.leg_id, fax_id=command.fax_id, pages=page, rate=over.rate)
            self._tell(news, after=self.fax_takes * page / over.pages)
        self._tell(over, after=self.fax_takes)

    def _stopfax(self, command: do.StopFax) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is not None and leg.fax_id == command.fax_id:
            self.hang_up(leg.leg_id)

    def _hearfax(self, command: do.HearFax) -> None:
        leg = self._leg(command, command.leg_id)
        if leg is not None:
            leg.hears_fax = True

    def _break_fax(self, leg: FakeLeg) -> None:
        if leg.fax_id:
            self._tell(told.FaxEnded(leg_id=leg.leg_id, fax_id=leg.fax_id, ok=False, error="hung up"))

    def _fax_goes_on(self, leg_id: str, fax_id: str) -> bool:
        leg = self.legs.get(leg_id)
        return leg is not None and leg.fax_id == fax_id

    def _fax_over(self, leg_id: str, fax_id: str) -> bool:
        """Once; the end of one that was broken off is late news."""
        leg = self.legs.get(leg_id)
        if leg is None or leg.fax_id != fax_id:
            return False
        leg.fax_id = ""
        return True
