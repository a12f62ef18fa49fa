from lingtong.foundation.config import SealBroken, Secrets
from lingtong.foundation.config import Sealer as AnySealer
from lingtong.switch.trunks.errors import SecretLost


class Sealer(AnySealer):
    """SIP secrets at rest."""

    def __init__(self, secrets: Secrets) -> None:
        super().__init__(secrets, "switch.sip_secrets")

    def open(self, sealed: str, owner_id: str) -> str:
        try:
            return super().open(sealed, owner_id)
        except SealBroken:
            raise SecretLost(
                "A SIP secret cannot be read: secrets.json is not the one that it was sealed with. "
                "Restore it from a backup, or give the trunk its password and the phone a new secret.",
                id=owner_id,
            ) from None
