"""Strangers at the SIP door: counted by address, and shut out for a while when they fail too often."""

import asyncio
import ipaddress
import os
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper

import msgspec
import structlog

from lingtong.kit import Clock
from lingtong.switch.runtime.settings import SwitchSettings

log = structlog.get_logger()

# RequestNotAllowed and the like are our own configuration speaking, not a stranger.
_FAILURES = frozenset({"InvalidAccountID", "InvalidPassword", "ChallengeResponseFailed", "FailedACL"})
# A phone of ours is challenged under its name; who has no name here is challenged and never gets further.
_STRANGER = ("ChallengeSent", "<unknown>")
_FIELD = re.compile(r'(\w+)="([^"]*)"')


class Failure(msgspec.Struct, frozen=True):
    kind: str
    address: str
    account: str


class GuardPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """So many failures within a time from one address, and it is shut out. `never` is never shut out."""

    failures: int = 10
    within: timedelta = timedelta(minutes=5)
    out_for: timedelta = timedelta(hours=1)
    never: tuple[str, ...] = ("127.0.0.1/32", "::1/128")


class BanList:
    """Who is out and until when. Pure: time comes in."""

    def __init__(self, policy: GuardPolicy) -> None:
        self._policy = policy
        self._never = [ipaddress.ip_network(one, strict=False) for one in policy.never]
        self._failures: dict[str, list[datetime]] = {}
        self._until: dict[str, datetime] = {}
        self.counted: dict[str, int] = {}

    @property
    def banned(self) -> frozenset[str]:
        return frozenset(self._until)

    def failed(self, failure: Failure, at: datetime) -> bool:
        """Count it; true when the address is out from now on."""
        address = failure.address
        self.counted[failure.kind] = self.counted.get(failure.kind, 0) + 1
        if address in self._until or self._is_safe(address):
            return False
        recent = [one for one in self._failures.get(address, []) if at - one < self._policy.within]
        recent.append(at)
        self._failures[address] = recent
        if len(recent) < self._policy.failures:
            return False
        del self._failures[address]
        self._until[address] = at + self._policy.out_for
        return True

    def time_passes(self, at: datetime) -> frozenset[str]:
        """Let those in again whose time is over; forgets what is long ago."""
        over = frozenset(address for address, until in self._until.items() if until <= at)
        for address in over:
            del self._until[address]
        for address, when in list(self._failures.items()):
            if at - when[-1] >= self._policy.within:
                del self._failures[address]
        return over

    def _is_safe(self, address: str) -> bool:
        try:
            one = ipaddress.ip_address(address)
        except ValueError:
            return True
        return any(one in network for network in self._never)


def read_failure(line: str) -> Failure | None:
    """A failure in a line of Asterisk's security log, or None."""
    fields = dict(_FIELD.findall(line))
    kind, account = fields.get("SecurityEvent", ""), fields.get("AccountID", "")
    if kind not in _FAILURES and (kind, account) != _STRANGER:
        return None
    parts = fields.get("RemoteAddress", "").split("/")  # IPV4/UDP/192.0.2.7/5060
    if len(parts) != 4:
        return None
    return Failure(kind, parts[2], account)


class Guard:
    """Reads the security log as it grows. `shut` is called with all who are out, whenever that changes."""

    def __init__(
        self,
        settings: SwitchSettings,
        clock: Clock,
        shut: Callable[[frozenset[str]], Awaitable[None]],
        policy: GuardPolicy | None = None,
    ) -> None:
        self._settings, self._clock, self._shut = settings, clock, shut
        self.bans = BanList(policy or GuardPolicy())

    async def run(self, every: float = 1.0) -> None:
        """For ever; begins with what is written from now on, and follows a log that is begun anew."""
        log_file: TextIOWrapper | None = None
        changed = False
        try:
            while True:
                try:
                    if log_file is None or self._is_begun_anew(log_file):
                        log_file = self._open(at_end=log_file is None)
                    changed = self._read(_lines(log_file)) or changed
                    if changed:
                        await self._shut(self.bans.banned)
                        changed = False
                except OSError as error:  # a full disk ends no call; it is tried again
                    log.error("switch.guard_behind", error=error.strerror)
                await asyncio.sleep(every)
        finally:
            if log_file is not None:
                log_file.close()

    def _read(self, lines: Iterable[str]) -> bool:
        now = self._clock.now().astimezone(UTC)
        changed = bool(self.bans.time_passes(now))
        for line in lines:
            failure = read_failure(line)
            if failure is not None and self.bans.failed(failure, now):
                log.warning("switch.address_shut_out", address=failure.address, last=failure.kind)
                changed = True
        return changed

    def _open(self, *, at_end: bool) -> TextIOWrapper | None:
        with suppress(FileNotFoundError):
            file = self._settings.security_log.open(encoding="utf-8", errors="replace")
            if at_end:
                file.seek(0, 2)
            return file
        return None

    def _is_begun_anew(self, file: TextIOWrapper) -> bool:
        try:
            now = self._settings.security_log.stat()
        except FileNotFoundError:
            return False
        return now.st_ino != _inode(file) or now.st_size < file.tell()


def _inode(file: TextIOWrapper) -> int:
    return os.fstat(file.fileno()).st_ino


def _lines(file: TextIOWrapper | None) -> Iterator[str]:
    while file is not None and (line := file.readline()):
        yield line
