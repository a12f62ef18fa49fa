"""The switch of this machine: configured from the plan, started when it does not run, never stopped by us."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from secrets import token_urlsafe

import msgspec
import structlog

from lingtong.foundation.config import Secrets, Settings
from lingtong.kit import Clock
from lingtong.switch.ari.adapter import AriSwitch
from lingtong.switch.plan import Phone, SwitchPlan
from lingtong.switch.runtime.configure import NeedsRestart, NotRead, apply
from lingtong.switch.runtime.guard import Guard
from lingtong.switch.runtime.process import Asterisk
from lingtong.switch.runtime.program import Program, find
from lingtong.switch.runtime.settings import SwitchSettings, Tls

log = structlog.get_logger()
AGAIN_AFTER, SELDOM = 5.0, 300.0  # seconds


def switch_settings(settings: Settings) -> SwitchSettings:
    own, http = settings.asterisk, settings.http
    tls = None
    if http.certificate and http.key:
        tls = Tls(
            certificate=http.certificate, key=http.key, sip_port=own.tls_port, https_port=own.https_port
        )
    return SwitchSettings(
        home=settings.asterisk_folder,
        recordings=settings.recordings,
        prompts=settings.prompts,
        runtime=own.runtime.absolute(),
        bind=own.host,
        external_address=own.external_address,
        local_networks=own.local_networks,
        sip_port=own.sip_port,
        http_port=own.http_port,
        ami_port=own.ami_port,
        rtp_first=own.rtp_start,
        rtp_last=own.rtp_end,
        tls=tls,
    )


def guest_phones(secrets: Secrets, count: int) -> tuple[Phone, ...]:
    """The phones that the customer page lends; their passwords follow from a secret renewed at each start."""
    seed = secrets.get("guests").encode()
    return tuple(
        Phone(
            name=name,
            secret=hmac.new(seed, name.encode(), "sha256").hexdigest()[:32],
            kind="guest",
            display_name="Guest",
        )
        for name in (f"guest-{number:02d}" for number in range(1, count + 1))
    )


def renew_guests(secrets: Secrets) -> None:
    secrets.put("guests", token_urlsafe(32))


class SwitchRoom:
    """One Asterisk with our configuration. `apply` changes it without dropping calls."""

    def __init__(self, settings: Settings, clock: Clock, may_send: Callable[[], bool]) -> None:
        self.settings = switch_settings(settings)
        self.program: Program = find(self.settings.runtime)
        self.asterisk = Asterisk(self.settings, self.program)
        self.switch = AriSwitch(self.settings, may_send=may_send)
        self.guard = Guard(self.settings, clock, self._shut_out)
        self.guests: tuple[Phone, ...] = ()
        self._banned: frozenset[str] = frozenset()
        self._plan: SwitchPlan | None = None
        self._begun = self._is_behind = False
        self._lock = asyncio.Lock()

    async def begin(self, read: Callable[[], Awaitable[SwitchPlan]] | None) -> None:
        """Configure and start Asterisk, or find it running with its calls. None: start what was there.

        What is saved while the plan is read and written is applied behind it.
        """
        running, self._begun = self.asterisk.alive, True
        if read is not None:
            async with self._lock:
                self._plan = await read()
                await self._configure()
        await self.asterisk.start()
        log.info("switch.adopted" if running else "switch.started", pid=self.asterisk.pid)

    async def run(self) -> None:
        """Watch over Asterisk and its doors until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.asterisk.watch())
            group.create_task(self.guard.run())
            group.create_task(self._catch_up())

    async def apply(self, plan: SwitchPlan) -> None:
        if self._begun:  # `begin` takes the first
            async with self._lock:
                self._plan = plan
                await self._configure()

    async def _shut_out(self, banned: frozenset[str]) -> None:
        async with self._lock:
            self._banned = banned
            await self._configure()

    async def _catch_up(self) -> None:
        """What could not be written, or the switch not be asked to read, is tried again."""
        pause = AGAIN_AFTER
        while True:
            await asyncio.sleep(pause)
            pause = min(pause * 2, SELDOM) if self._is_behind else AGAIN_AFTER
            async with self._lock:
                if self._is_behind:
                    await self._configure()

    async def _configure(self) -> None:
        if self._plan is None:  # the database was away at the start; the plan comes when it is back
            return
        whole = msgspec.structs.replace(self._plan, phones=(*self._plan.phones, *self.guests))
        self._is_behind = False
        try:
            await apply(whole, self.settings, self.program, self._banned)
        except (NotRead, OSError) as late:  # a full disk, or a switch that is just starting
            self._is_behind = True
            log.warning("switch.not_read", why=str(late))
        except NeedsRestart as late:
            log.warning("switch.needs_restart", why=late.message)
