from typing import Protocol


class Zones(Protocol):
    def timezone(self, tenant_id: str) -> str: ...
