"""Faxes: the leg leaves us for the dialplan, which sends or receives, and comes back with a result.

We follow the leg meanwhile, so its end is told as ever. The result is in a file that outlives both us and the
leg; whoever files the pages takes it away.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from lingtong.switch import commands as ask
from lingtong.switch import events as tell
from lingtong.switch.ari import generated as ari
from lingtong.switch.ari.causes import to_q850
from lingtong.switch.ari.generated import Request, RESTResponse
from lingtong.switch.ari.legs import ARGUMENTS, FAX, Leg, Legs, leg_of
from lingtong.switch.runtime import SwitchSettings

CONTEXT = "fax"
FAXED, HEARD = "faxed", "heard"
_ID = re.compile(r"[A-Za-z0-9-]{1,80}")
_STATION, _HEADER = 20, 50  # characters, by T.30 and by what fits above a page

Ask = Callable[[Request, Callable[[RESTResponse], None]], None]
Failed = Callable[[ask.Command, RESTResponse], None]
Refuse = Callable[[ask.Command, str, bool], None]


class Result(msgspec.Struct, frozen=True):
    """One line of the dialplan."""

    ok: bool
    pages: int
    rate: int
    t38: bool
    error: str
    remote: str
    channel_id: str


class Faxing:
    def __init__(  # noqa: PLR0913, PLR0917 - a parts list
        self,
        settings: SwitchSettings,
        legs: Legs,
        request: Ask,
        failed: Failed,
        refuse: Refuse,
        quiet: Callable[[Leg], None],
        hear: Callable[[tell.SwitchEvent], None],
    ) -> None:
        self._app, self._folder = settings.app, settings.faxes
        self._legs, self._request, self._quiet = legs, request, quiet
        self._failed, self._refuse, self._tell = failed, refuse, hear
        self.going: dict[str, str] = {}
        """Leg → fax, while it goes on."""

    # --- commands

    def begin(self, command: ask.ReceiveFax | ask.SendFax) -> None:
        leg = self._leg(command)
        if leg is None:
            return
        if not _ID.fullmatch(command.fax_id):
            return self._refuse(command, "a fax id holds letters, digits and hyphens only", False)
        if leg.carried_fax:
            return self._refuse(command, "a leg carries one fax", False)
        leg.carried_fax = True
        self._quiet(leg)
        leg.bridge_id = ""
        self.going[leg.id] = command.fax_id
        header = command.header if isinstance(command, ask.SendFax) else ""
        extension = "send" if isinstance(command, ask.SendFax) else "receive"
        values = {
            FAX: command.fax_id,
            "LINGTONG_FAX_STATION": _plain(command.station, _STATION),
            "LINGTONG_FAX_HEADER": _plain(header, _HEADER),
        }
        self._follow(leg, values)

        def answered(response: RESTResponse) -> None:
            if response.status_code >= 400 and self.going.pop(leg.id, ""):
                self._failed(command, response)

        self._request(
            ari.channels_continue_in_dialplan(
                leg.channel_id, context=CONTEXT, extension=extension, priority=1
            ),
            answered,
        )

    def hear(self, command: ask.HearFax) -> None:
        leg = self._leg(command)
        if leg is not None and leg.arrived:
            self._follow(leg, {"FAXOPT(faxdetect)": "cng"})

    def stop(self, command: ask.StopFax) -> None:
        leg = self._leg(command)
        if leg is not None and self.going.get(leg.id) == command.fax_id:
            leg.clearing = True
            self._request(ari.channels_hangup(leg.channel_id, reason_code=str(to_q850("normal"))), _ignore)

    def _leg(self, command: ask.ReceiveFax | ask.SendFax | ask.StopFax | ask.HearFax) -> Leg | None:
        leg = self._legs.get(command.leg_id)
        if leg is None:
            self._refuse(command, f"there is no leg {command.leg_id}", True)
        return leg

    def _follow(self, leg: Leg, values: dict[str, str]) -> None:
        """From now on the leg may be out of the application and is told of all the same."""
        arguments = f"{leg.source},{leg.dnis}" if leg.arrived else f"out,{leg.source}"
        self._request(
            ari.channels_set_channel_vars(leg.channel_id, {ARGUMENTS: arguments, **values}), _ignore
        )
        if not leg.followed:
            leg.followed = True
            self._request(ari.applications_subscribe(self._app, f"channel:{leg.channel_id}"), _ignore)

    # --- what Asterisk tells

    def back(self, event: ari.StasisStart) -> bool:
        """True where a leg comes back from the dialplan; its arrival is none."""
        if event.args[:1] not in ([FAXED], [HEARD]):
            return False
        leg = self._legs.of(event.channel)
        if leg is not None:
            if event.args[0] == FAXED:
                self.ended(leg.id)
            else:
                leg.bridge_id = ""
                self._tell(tell.FaxHeard(leg_id=leg.id))
        return True

    def ended(self, leg_id: str) -> None:
        fax_id = self.going.pop(leg_id, "")
        if fax_id:
            self._tell(_told(leg_id, fax_id, read_result(self._folder / f"{fax_id}.result")))

    def begin_again(self, legs: list[Leg]) -> None:
        """After a connection: faxes that go on, and those that ended without us."""
        self.going.clear()
        self.going.update({leg.id: leg.fax_id for leg in legs if leg.fax_id})
        for file, result in results(self._folder):
            leg_id = leg_of(result.channel_id)
            self.going.pop(leg_id, None)
            self._tell(_told(leg_id, file.stem, result))


def results(folder: Path) -> Iterator[tuple[Path, Result]]:
    """Of all faxes that are over and not taken away."""
    for file in sorted(folder.glob("*.result")):
        result = read_result(file)
        if result is not None:
            yield file, result


def read_result(file: Path) -> Result | None:
    try:
        words = file.read_text(encoding="utf-8", errors="replace").strip().split("|")
    except OSError:
        return None
    status, pages, rate, mode, error, remote, channel_id = (*words, *[""] * 7)[:7]
    ok = status == "SUCCESS"
    why = "" if ok else error or "failed"
    return Result(ok, _number(pages), _number(rate), mode == "T38", why, remote.strip(), channel_id)


def _told(leg_id: str, fax_id: str, result: Result | None) -> tell.FaxEnded:
    if result is None:
        return tell.FaxEnded(leg_id=leg_id, fax_id=fax_id, ok=False, error="lost")
    return tell.FaxEnded(
        leg_id=leg_id,
        fax_id=fax_id,
        ok=result.ok,
        pages=result.pages,
        rate=result.rate,
        error=result.error,
        remote=result.remote,
        t38=result.t38,
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _plain(text: str, most: int) -> str:
    """As the dialplan may have it: nothing that it would take for its own."""
    return "".join(char for char in text if 32 <= ord(char) < 127 and char not in '${}[],;"\\|()')[:most]


def _ignore(_: RESTResponse) -> None:
    """A leg that is gone is told of by its own event."""
