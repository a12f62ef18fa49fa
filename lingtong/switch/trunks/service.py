import secrets

import msgspec

from lingtong.foundation.catalog.store import values_of
from lingtong.foundation.db import Reading, Work
from lingtong.kit import Clock
from lingtong.switch.plan import Phone, TrunkAccount
from lingtong.switch.trunks import store
from lingtong.switch.trunks.errors import PhoneUnknown
from lingtong.switch.trunks.sealing import Sealer
from lingtong.switch.trunks.tables import BrowserPhoneRow, TrunkRow

_BROWSER = "a-"


def new_secret() -> str:
    """192 random bits in signs that every phone's menu can take."""
    return secrets.token_urlsafe(24).replace("_", "x").replace("-", "y")


class Phones:
    """SIP accounts of the phones, and of the trunks, with their secrets."""

    def __init__(self, sealer: Sealer, clock: Clock) -> None:
        self._sealer, self._clock = sealer, clock

    @staticmethod
    def is_browser_name(name: str) -> bool:
        return name.startswith(_BROWSER)

    async def browser_account(self, work: Work, agent_id: str, agent_number: str) -> str:
        """The name of the agent's browser phone; its account is made at the first call."""
        row = await store.browser_phone_of(work.session, agent_id)
        if row is not None:
            row.retired_at = None
            return row.name
        name = f"{_BROWSER}{agent_number}-{secrets.token_hex(4)}"
        sealed = self._sealer.seal(new_secret(), agent_id)
        work.session.add(BrowserPhoneRow(agent_id=agent_id, name=name, sealed_secret=sealed))
        await work.session.flush()
        return name

    async def retire_browser_account(self, work: Work, agent_id: str) -> None:
        row = await store.browser_phone_of(work.session, agent_id)
        if row is not None:
            row.retired_at = self._clock.now()

    async def browser_phone(self, reader: Reading, agent_id: str) -> Phone:
        """The account that an agent's browser registers with. Refuses with `PhoneUnknown`."""
        row = await store.browser_phone_of(reader.session, agent_id)
        if row is None or row.retired_at is not None:
            raise PhoneUnknown("This agent has no browser phone. An administrator can give one under Agents.")
        return Phone(name=row.name, secret=self._sealer.open(row.sealed_secret, agent_id), kind="browser")

    async def renew_desk_secret(self, work: Work, phone_id: str) -> tuple[str, str]:
        """A new secret for a desk phone: its name and the secret, to be shown once."""
        row = await store.desk_phone(work.session, phone_id)
        if row is None:
            raise PhoneUnknown("This phone does not exist any more, or never did.")
        secret = new_secret()
        row.sealed_secret, row.revision = self._sealer.seal(secret, row.id), row.revision + 1
        return row.name, secret

    async def all_phones(self, reader: Reading) -> list[Phone]:
        """Every phone with its secret in clear: for the switch's configuration alone."""
        browser = [
            Phone(name=row.name, secret=self._sealer.open(row.sealed_secret, row.agent_id), kind="browser")
            for row in await store.browser_phones(reader.session)
        ]
        desk = [
            Phone(
                name=row.name,
                secret=self._sealer.open(row.sealed_secret, row.id),
                kind="desk",
                display_name=row.display_name,
            )
            for row in await store.desk_phones(reader.session)
        ]
        return browser + desk

    async def all_trunks(self, reader: Reading) -> list[TrunkAccount]:
        """Every enabled trunk with its password in clear: for the switch's configuration alone."""
        return [
            msgspec.convert({**values_of(row), "password": self._password(row)}, TrunkAccount)
            for row in await store.trunks(reader.session)
            if row.enabled
        ]

    def _password(self, row: TrunkRow) -> str:
        return self._sealer.open(row.sealed_password, row.id) if row.sealed_password else ""
