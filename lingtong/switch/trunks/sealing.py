import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lingtong.foundation.config import Secrets
from lingtong.switch.trunks.errors import SecretLost


class Sealer:
    """SIP secrets at rest: AES-256-GCM, each bound to the id of what it belongs to."""

    def __init__(self, secrets: Secrets) -> None:
        text = secrets.get("switch.sip_secrets", 32)
        self._cipher = AESGCM(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))

    def seal(self, secret: str, owner_id: str) -> str:
        nonce = os.urandom(12)
        sealed = self._cipher.encrypt(nonce, secret.encode(), owner_id.encode())
        return base64.b64encode(nonce + sealed).decode()

    def open(self, sealed: str, owner_id: str) -> str:
        raw = base64.b64decode(sealed)
        try:
            return self._cipher.decrypt(raw[:12], raw[12:], owner_id.encode()).decode()
        except InvalidTag:
            raise SecretLost(
                "A SIP secret cannot be read: secrets.json is not the one that it was sealed with. "
                "Restore it from a backup, or give the trunk its password and the phone a new secret.",
                id=owner_id,
            ) from None
