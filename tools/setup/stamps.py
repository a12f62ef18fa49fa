"""Whether a step has to run again is decided by the content it was made from, not by file times."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

SKIPPED = {"node_modules", "dist", ".vite", "coverage", "test-results"}


def content_hash(paths: Iterable[Path]) -> str:
    """Of files and whole folders, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(set(_files(paths))):
        digest.update(str(path).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_file():
            yield path
        elif path.is_dir() and path.name not in SKIPPED:
            yield from _files(path.iterdir())


class Stamp:
    def __init__(self, where: Path) -> None:
        self._where = where

    def says(self, value: str) -> bool:
        return self._where.is_file() and self._where.read_text() == value

    def set(self, value: str) -> None:
        self._where.parent.mkdir(parents=True, exist_ok=True)
        self._where.write_text(value)
