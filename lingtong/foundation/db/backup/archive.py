import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import msgspec

from lingtong import __version__
from lingtong.foundation.config import Settings
from lingtong.foundation.db import migrate
from lingtong.foundation.db.backup import rows
from lingtong.foundation.db.backup.errors import BackupExists
from lingtong.foundation.db.engine import open_engine

FORMAT = 1
MANIFEST = "manifest.json"
TABLES = "tables"
SECRETS = "secrets.json"
FOLDERS = ("recordings", "prompts")
# Audio hardly shrinks: the least effort, which still folds silence and rows.
EFFORT = 1

Progress = Callable[[str, int], None]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    path: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The last member of the archive. `rows` and `columns` are by table."""

    format: int
    version: str
    revision: str | None
    made_at: datetime
    rows: dict[str, int]
    columns: dict[str, list[str]]
    files: list[Kept]


async def back_up(settings: Settings, file: Path, progress: Progress) -> Manifest:
    """Write the archive for its owner alone; it holds secrets. Refuses to replace a file."""
    part = _place_for(file)
    try:
        manifest = await _write(settings, part, progress)
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _place_for(file: Path) -> Path:
    part = file.with_name(f"{file.name}.part")
    for taken in (file, part):
        if taken.exists():
            raise BackupExists(f"{taken} is there already. Move it away first.")
    file.parent.mkdir(parents=True, exist_ok=True)
    return part


async def _write(settings: Settings, part: Path, progress: Progress) -> Manifest:
    with tempfile.TemporaryDirectory(dir=part.parent, prefix=".lingtong-backup-") as folder:
        engine = open_engine(settings.database_url)
        async with engine.connect() as connection:
            counts = await connection.run_sync(rows.dump, Path(folder))
            columns = await connection.run_sync(rows.columns)
        await engine.dispose()
        revision = await migrate.current(settings.database_url)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with (
            os.fdopen(descriptor, "wb") as raw,
            tarfile.open(fileobj=raw, mode="w:gz", compresslevel=EFFORT) as tar,
        ):
            kept = [_add(tar, path, name, progress) for path, name in _files(settings, Path(folder))]
            manifest = Manifest(
                format=FORMAT,
                version=__version__,
                revision=revision,
                made_at=datetime.now(UTC),
                rows=counts,
                columns=columns,
                files=kept,
            )
            _add_bytes(tar, MANIFEST, msgspec.json.encode(manifest))
    return manifest


def _files(settings: Settings, tables: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(tables.iterdir()):
        yield path, f"{TABLES}/{path.name}"
    if settings.secrets_file.exists():
        yield settings.secrets_file, SECRETS
    for name in FOLDERS:
        folder = settings.folder(name)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path, f"{name}/{path.relative_to(folder).as_posix()}"


class _Hashing:
    """Reads exactly as much as was announced: a recording may grow meanwhile."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


def _add(tar: tarfile.TarFile, path: Path, name: str, progress: Progress) -> Kept:
    with path.open("rb") as file:
        info = tarfile.TarInfo(name)
        about = os.fstat(file.fileno())
        info.size, info.mtime, info.mode = about.st_size, int(about.st_mtime), 0o600
        reader = _Hashing(file)
        tar.addfile(info, reader)
    progress(name, info.size)
    return Kept(path=name, size=info.size, sha256=reader.digest.hexdigest())


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))
