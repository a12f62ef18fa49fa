import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lingtong.kit import Refusal

_NAME = re.compile(r"[a-z][a-z0-9_.:-]{0,127}")


class SecretsUnreadable(Refusal):
    code = "secrets.unreadable"
    status = 500


class Secrets:
    """Random secrets, each made once at its first use and kept in a file that its owner alone can read."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def get(self, name: str, length: int = 32) -> str:
        """The secret of this name, URL-safe text of `length` random bytes when it is new."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"no name for a secret: {name!r}")
        known = self._read().get(name)
        if known is not None:
            return known
        with self._changing() as found:
            return found.setdefault(name, secrets.token_urlsafe(length))

    def put(self, name: str, value: str) -> None:
        with self._changing() as found:
            found[name] = value

    def names(self) -> list[str]:
        return sorted(self._read())

    @contextmanager
    def _changing(self) -> Iterator[dict[str, str]]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            found = self._read()
            yield found
            self._write(found)
        finally:
            os.close(lock)

    def _read(self) -> dict[str, str]:
        try:
            text = self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        try:
            found = json.loads(text)
        except ValueError:
            raise SecretsUnreadable(
                f"{self._file} is damaged. Restore it from a backup; without it nobody's second factor works."
            ) from None
        return {str(name): str(value) for name, value in found.items()}

    def _write(self, found: dict[str, str]) -> None:
        new = self._file.with_suffix(".new")
        new.unlink(missing_ok=True)
        with os.fdopen(
            os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump(found, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._file)
