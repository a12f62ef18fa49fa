"""The switch of this machine: configured from the plan, started when it does not run, never stopped by us."""

import asyncio
import hmac
from secrets import token_urlsafe

import msgspec
import structlog

from lingtong.foundation.config import Secrets, Settings
from lingtong.switch.ari.adapter import AriSwitch
from lingtong.switch.plan import Phone, SwitchPlan
from lingtong.switch.runtime.process import Asterisk
from lingtong.switch.runtime.program import Program, find
from lingtong.switch.runtime.reload import reload
from lingtong.switch.runtime.render import render
from lingtong.switch.runtime.settings import SwitchSettings, Tls

log = structlog.get_logger()


def switch_settings(settings: Settings) -> SwitchSettings:
    own, http = settings.asterisk, settings.http
    tls = Tls(certificate=http.certificate, key=http.key) if http.certificate and http.key else None
    return SwitchSettings(
        home=settings.asterisk_folder,
        recordings=settings.recordings,
        prompts=settings.prompts,
        runtime=own.runtime.absolute(),
        bind=own.host,
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

    def __init__(self, settings: Settings, guests: tuple[Phone, ...]) -> None:
        self.settings = switch_settings(settings)
        self.program: Program = find(self.settings.runtime)
        self.asterisk = Asterisk(self.settings, self.program)
        self.switch = AriSwitch(self.settings)
        self._guests = guests
        self._lock = asyncio.Lock()
        self._begun = False

    async def begin(self, plan: SwitchPlan) -> None:
        """Write the configuration; start Asterisk, or find it running with its calls and reload it."""
        running = self.asterisk.alive
        changed = await asyncio.to_thread(render, self._whole(plan), self.settings, self.program)
        await self.asterisk.start()
        self._begun = True
        if running:
            log.info("switch.adopted", pid=self.asterisk.pid, changed=len(changed))
            await reload(self.settings, changed)

    async def apply(self, plan: SwitchPlan) -> None:
        if not self._begun:
            return  # `begin` takes the whole plan
        async with self._lock:
            changed = await asyncio.to_thread(render, self._whole(plan), self.settings, self.program)
            await reload(self.settings, changed)

    def _whole(self, plan: SwitchPlan) -> SwitchPlan:
        return msgspec.structs.replace(plan, phones=(*plan.phones, *self._guests))
