"""Keys of the tenants, in the file of secrets as `recording.TENANT.NUMBER`. The newest seals new files."""

import base64
import re

from lingtong.floor.recording.errors import KeyWrong
from lingtong.foundation.config import Secrets

_NAME = re.compile(r"recording\.(?P<tenant>[a-z0-9_-]+)\.(?P<number>\d+)")


class TenantKeys:
    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def newest(self, tenant_id: str) -> int:
        """Its number; the first is made where there is none."""
        found = self._numbers(tenant_id)
        if not found:
            self._secrets.get(self._name(tenant_id, 1), 32)
        return max(found, default=1)

    def add(self, tenant_id: str) -> int:
        number = self.newest(tenant_id) + 1
        self._secrets.get(self._name(tenant_id, number), 32)
        return number

    def rotated(self) -> dict[str, int]:
        """Tenants who had a key before, with the number of the newest."""
        found = (_NAME.fullmatch(name) for name in self._secrets.names())
        newest: dict[str, int] = {}
        for one in filter(None, found):
            newest[one["tenant"]] = max(newest.get(one["tenant"], 0), int(one["number"]))
        return {tenant_id: number for tenant_id, number in newest.items() if number > 1}

    def key(self, tenant_id: str, number: int) -> bytes:
        if number not in self._numbers(tenant_id):
            raise KeyWrong(
                "The key of this recording is not in secrets.json. Restore that file from a backup.",
                number=number,
            )
        text = self._secrets.get(self._name(tenant_id, number))
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    def _numbers(self, tenant_id: str) -> list[int]:
        found = (_NAME.fullmatch(name) for name in self._secrets.names())
        return [int(one["number"]) for one in found if one and one["tenant"] == tenant_id.lower()]

    def _name(self, tenant_id: str, number: int) -> str:
        return f"recording.{tenant_id.lower()}.{number}"
