import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lingtong.foundation.config.secrets import Secrets
from lingtong.kit import Refusal


class SealBroken(Refusal):
    """The secrets file is not the one with which this was sealed."""

    code = "secrets.seal_broken"
    status = 500


class Sealer:
    """Secrets of others at rest: AES-256-GCM, each bound to the id of what it belongs to.

    `name` is that of our own secret in the secrets file.
    """

    def __init__(self, secrets: Secrets, name: str) -> None:
        text = secrets.get(name, 32)
        self._cipher = AESGCM(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))

    def seal(self, secret: str, owner_id: str) -> str:
        nonce = os.urandom(12)
        sealed = self._cipher.encrypt(nonce, secret.encode(), owner_id.encode())
        return base64.b64encode(nonce + sealed).decode()

    def open(self, sealed: str, owner_id: str) -> str:
        try:
            raw = base64.b64decode(sealed)
            return self._cipher.decrypt(raw[:12], raw[12:], owner_id.encode()).decode()
        except (InvalidTag, ValueError):  # no base64, or too short
            text = "This secret cannot be read: secrets.json is not the one that it was sealed with."
            raise SealBroken(text, id=owner_id) from None
