import hashlib
import re
import shutil
import tarfile
import tempfile
import zlib
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from lingtong.foundation.config import Settings
from lingtong.foundation.db import migrate
from lingtong.foundation.db.backup import rows
from lingtong.foundation.db.backup.archive import (
    FOLDERS,
    FORMAT,
    MANIFEST,
    SECRETS,
    TABLES,
    Kept,
    Manifest,
    Progress,
)
from lingtong.foundation.db.backup.errors import BackupDamaged, NotEmpty
from lingtong.foundation.db.engine import WRITES, open_engine

_MEMBER = re.compile(rf"({MANIFEST}|{SECRETS}|{TABLES}/[a-z0-9_]+\.jsonl|({'|'.join(FOLDERS)})/.+)")
PIECE = 1 << 20


async def restore(settings: Settings, file: Path, progress: Progress) -> Manifest:
    """Into an empty installation alone. Everything is verified before anything is put in its place."""
    await _check_empty(settings)
    home = settings.folder("")
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as name:
        folder = Path(name)
        manifest = _unpacked(file, folder, progress)
        await _load(settings, folder, manifest)
        _move_in(settings, folder)
    return manifest


async def _check_empty(settings: Settings) -> None:
    """Prompts that came with the product do not count; a restore brings those of the backup."""
    if settings.secrets_file.exists() or any(settings.recordings.rglob("*.*")):
        raise NotEmpty(f"{settings.folder('')} is in use. Restore into an empty data folder.")
    engine = open_engine(settings.database_url)
    async with engine.connect() as connection:
        filled = await connection.run_sync(rows.filled)
    await engine.dispose()
    if filled:
        raise NotEmpty(
            f"The database has rows already ({', '.join(filled[:3])} …). Restore into an empty one."
        )


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Contents only: neither owner nor mode nor links come out of an archive."""
    target, source = folder / member.name, tar.extractfile(member)
    if source is None or not target.resolve().is_relative_to(folder.resolve()):
        raise BackupDamaged(f"The archive holds something foreign: {member.name}")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        shutil.copyfileobj(source, out)


def _unpacked(file: Path, folder: Path, progress: Progress) -> Manifest:
    found: dict[str, Kept] = {}
    try:
        with tarfile.open(file, "r:gz") as tar:
            for member in tar:
                if not member.isfile() or not _MEMBER.fullmatch(member.name):
                    raise BackupDamaged(f"The archive holds something foreign: {member.name}")
                _write(tar, member, folder)
                found[member.name] = _measured(folder, member.name)
                progress(member.name, member.size)
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, EOFError, tarfile.TarError, zlib.error, msgspec.MsgspecError) as error:
        raise BackupDamaged(f"{file} cannot be read as a backup ({type(error).__name__}).") from error
    _check(manifest, found)
    return manifest


def _check(manifest: Manifest, found: dict[str, Kept]) -> None:
    if manifest.format != FORMAT:
        raise BackupDamaged("This backup is of a newer version. Update Lingtong first.")
    del found[MANIFEST]
    announced = {kept.path: kept for kept in manifest.files}
    for path in sorted(announced.keys() | found.keys()):
        if announced.get(path) != found.get(path):
            raise BackupDamaged(f"{path} is not as it was backed up. Nothing was restored.")


def _measured(folder: Path, name: str) -> Kept:
    digest, size = hashlib.sha256(), 0
    with (folder / name).open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
    return Kept(path=name, size=size, sha256=digest.hexdigest())


async def _load(settings: Settings, folder: Path, manifest: Manifest) -> None:
    await migrate.upgrade(settings.database_url, manifest.revision or "head")
    engine = open_engine(settings.database_url).execution_options(**{WRITES: True})
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_load_and_count, folder / TABLES, manifest)
    finally:
        await engine.dispose()
    await migrate.upgrade(settings.database_url)


def _load_and_count(connection: Connection, folder: Path, manifest: Manifest) -> None:
    counts = rows.load(connection, folder, manifest.columns)
    wrong = [name for name, count in manifest.rows.items() if counts.get(name) != count]
    if wrong:
        raise BackupDamaged(f"Rows are missing in {', '.join(wrong)}. Nothing was restored.")


def _move_in(settings: Settings, folder: Path) -> None:
    for name in FOLDERS:
        if (folder / name).exists():
            shutil.copytree(
                folder / name, settings.folder(name), dirs_exist_ok=True, copy_function=shutil.move
            )
    if (folder / SECRETS).exists():
        (folder / SECRETS).chmod(0o600)
        shutil.move(folder / SECRETS, settings.secrets_file)
