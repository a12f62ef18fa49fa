"""Signatures of S3 requests, version 4: what `Authorization` says. Pure."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote

EMPTY = hashlib.sha256(b"").hexdigest()


class Account(NamedTuple):
    access_key: str
    secret_key: str
    region: str


class Asked(NamedTuple):
    """`query` is what stands behind the question mark, sorted and encoded already."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body_sha256: str


def signed(asked: Asked, account: Account, at: datetime) -> dict[str, str]:
    """All headers to send; `asked.headers` must hold `host`."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    headers = {name.lower(): " ".join(value.split()) for name, value in asked.headers.items()}
    headers |= {"x-amz-date": stamp, "x-amz-content-sha256": asked.body_sha256}
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = f"{asked.method}\n{asked.path}\n{asked.query}\n{lines}\n{names}\n{asked.body_sha256}"
    scope = f"{stamp[:8]}/{account.region}/s3/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}"
    key = f"AWS4{account.secret_key}".encode()
    for part in scope.split("/"):
        key = _hmac(key, part)
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    credential = f"{account.access_key}/{scope}"
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credential},SignedHeaders={names},Signature={signature}"
    )
    return headers


def path_of(*parts: str) -> str:
    return "/" + "/".join(quote(part, safe="-_.~/") for part in parts)


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
