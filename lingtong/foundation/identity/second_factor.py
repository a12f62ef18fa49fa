"""TOTP (RFC 6238): 30-second steps, six digits, one step of tolerance, no step twice."""

import base64
import hmac
import os
from datetime import datetime

import pyotp
import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lingtong.foundation.config import Secrets

log = structlog.get_logger("identity")

STEP = 30
ISSUER = "Lingtong"


class SecondFactor:
    """Secrets of the second factor, encrypted with AES-256-GCM and bound to their user."""

    def __init__(self, secrets: Secrets) -> None:
        text = secrets.get("identity.totp", 32)
        self._cipher = AESGCM(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))

    def new_secret(self) -> str:
        return pyotp.random_base32()

    def seal(self, secret: str, user_id: str) -> str:
        nonce = os.urandom(12)
        return base64.b64encode(
            nonce + self._cipher.encrypt(nonce, secret.encode(), user_id.encode())
        ).decode()

    def open(self, sealed: str, user_id: str) -> str | None:
        """None for a secret of somebody else, a damaged one, or one sealed with another key."""
        raw = base64.b64decode(sealed)
        try:
            return self._cipher.decrypt(raw[:12], raw[12:], user_id.encode()).decode()
        except InvalidTag:
            log.error("totp.unreadable", user_id=user_id)
            return None


def uri_for(secret: str, login: str) -> str:
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def matching_step(secret: str | None, code: str, at: datetime, used: int) -> int | None:
    """The step whose code this is, later than the last used one; None where there is none."""
    if secret is None:
        return None
    totp, now = pyotp.TOTP(secret), int(at.timestamp()) // STEP
    plain = code.replace(" ", "").encode()
    for step in (now, now - 1, now + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), plain) and step > used:
            return step
    return None
