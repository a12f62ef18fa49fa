import io
import os
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from lingtong.foundation.config import Secrets, Settings
from lingtong.foundation.db import Database, backup, migrate
from lingtong.foundation.identity import audit, passwords, sessions
from lingtong.foundation.identity.model import LogInAsk
from lingtong.foundation.identity.seed import seed_tenant, seed_user
from lingtong.foundation.identity.tables import AuditRow, RoleRow, UserRow
from lingtong.foundation.identity.testing import PASSWORD, MovableClock, parts_for

pytestmark = pytest.mark.room

AUDIO = b"RIFF" + bytes(range(256)) * 400


def quiet(_: str, __: int) -> None:
    """No progress is shown here."""


async def center(folder: Path, url: str, clock: MovableClock) -> Settings:
    """A small center with a person, an audit trail, a recording, a prompt and a secret."""
    settings = Settings(data=folder, database=url)
    await migrate.upgrade(url)
    database = Database(url)
    parts = parts_for(database, folder, clock)
    tenant_id = await seed_tenant(parts, "demo", "示范呼叫中心")
    async with database.writing(tenant_id) as work:
        await seed_user(parts, work, login="wang", name="王丽", role="agent", password=PASSWORD)
    await database.close()
    (folder / "recordings" / "2026").mkdir(parents=True)
    (folder / "recordings" / "2026" / "one.wav").write_bytes(AUDIO)
    (folder / "prompts" / "zh").mkdir(parents=True)
    (folder / "prompts" / "zh" / "欢迎.wav").write_bytes(b"welcome")
    Secrets(settings.secrets_file).put("trunk:1", "theirs")
    return settings


async def check_restored(settings: Settings, clock: MovableClock) -> None:
    database = Database(settings.database_url)
    parts = parts_for(database, settings.data, clock)
    _, signed = await sessions.log_in(parts, LogInAsk(login="wang", password=PASSWORD), "127.0.0.1")
    assert signed.principal.name == "王丽"
    async with database.reading(signed.principal.tenant_id) as reader:
        assert await audit.verify(reader) is None
        created = (await reader.session.scalars(select(UserRow.created_at))).one()
        assert created == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
        roles = (await reader.session.scalars(select(RoleRow.permissions))).all()
        assert ["desk.use", "recording.play_own"] in roles
    await database.close()
    assert (settings.recordings / "2026" / "one.wav").read_bytes() == AUDIO
    assert (settings.prompts / "zh" / "欢迎.wav").read_bytes() == b"welcome"
    assert Secrets(settings.secrets_file).get("trunk:1") == "theirs"
    assert settings.secrets_file.stat().st_mode & 0o777 == 0o600


@pytest.fixture
def home(tmp_path: Path, cheap_hashes: None) -> Path:
    return tmp_path


def sqlite(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/db.sqlite"


async def test_a_backup_of_either_database_fills_an_empty_installation_of_it(
    home: Path, database_url: str, clock: MovableClock
) -> None:
    settings = await center(home / "old", database_url, clock)
    file = home / "backup.tar.gz"
    written = await backup.back_up(settings, file, quiet)
    assert written.rows["users"] == 1
    assert {"secrets.json", "recordings/2026/one.wav", "prompts/zh/欢迎.wav"} <= {
        kept.path for kept in written.files
    }
    assert file.stat().st_mode & 0o777 == 0o600
    if "postgresql" in database_url:
        await migrate.downgrade(database_url)
        fresh = Settings(data=home / "new", database=database_url)
    else:
        fresh = Settings(data=home / "new", database=sqlite(home / "new"))
    assert await backup.restore(fresh, file, quiet) == written
    await check_restored(fresh, clock)


async def test_a_center_moves_from_one_database_to_the_other(
    home: Path, postgres_url: str, clock: MovableClock
) -> None:
    old = await center(home / "old", sqlite(home / "old"), clock)
    await backup.back_up(old, home / "one.tar.gz", quiet)
    middle = Settings(data=home / "middle", database=postgres_url)
    await backup.restore(middle, home / "one.tar.gz", quiet)
    await backup.back_up(middle, home / "two.tar.gz", quiet)
    end = Settings(data=home / "end", database=sqlite(home / "end"))
    await backup.restore(end, home / "two.tar.gz", quiet)
    await check_restored(end, clock)


async def test_nothing_is_ever_overwritten(home: Path, clock: MovableClock) -> None:
    settings = await center(home / "old", sqlite(home / "old"), clock)
    file = home / "backup.tar.gz"
    await backup.back_up(settings, file, quiet)
    before = file.read_bytes()
    with pytest.raises(backup.BackupExists):
        await backup.back_up(settings, file, quiet)
    assert file.read_bytes() == before
    with pytest.raises(backup.NotEmpty):
        await backup.restore(settings, file, quiet)
    only_rows = Settings(data=home / "other", database=settings.database_url)
    with pytest.raises(backup.NotEmpty, match="rows"):
        await backup.restore(only_rows, file, quiet)


def rewritten(file: Path, name: str, content: bytes | None, to: Path) -> Path:
    """A copy of the archive where one member is another, or missing."""
    with tarfile.open(file) as old, tarfile.open(to, "w:gz") as new:
        for member in old:
            found = old.extractfile(member)
            assert found is not None
            body = found.read()
            if member.name == name:
                if content is None:
                    continue
                body = content
            member.size = len(body)
            new.addfile(member, io.BytesIO(body))
    return to


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("recordings/2026/one.wav", b"forged"),
        ("recordings/2026/one.wav", None),
        ("tables/users.jsonl", b""),
        ("secrets.json", None),
        ("manifest.json", b"{}"),
        ("manifest.json", None),
    ],
)
async def test_a_damaged_backup_is_refused_whole(
    home: Path, clock: MovableClock, name: str, content: bytes | None
) -> None:
    settings = await center(home / "old", sqlite(home / "old"), clock)
    await backup.back_up(settings, home / "good.tar.gz", quiet)
    bad = rewritten(home / "good.tar.gz", name, content, home / "bad.tar.gz")
    fresh = Settings(data=home / "new", database=sqlite(home / "new"))
    with pytest.raises(backup.BackupDamaged):
        await backup.restore(fresh, bad, quiet)
    assert not fresh.secrets_file.exists()
    assert not fresh.recordings.exists()
    await backup.restore(fresh, home / "good.tar.gz", quiet)


@pytest.mark.parametrize("size", [0, 100, 3000])
async def test_a_backup_cut_short_is_refused(home: Path, clock: MovableClock, size: int) -> None:
    settings = await center(home / "old", sqlite(home / "old"), clock)
    await backup.back_up(settings, home / "good.tar.gz", quiet)
    (home / "bad.tar.gz").write_bytes((home / "good.tar.gz").read_bytes()[:size])
    with pytest.raises(backup.BackupDamaged):
        await backup.restore(
            Settings(data=home / "new", database=sqlite(home / "new")), home / "bad.tar.gz", quiet
        )


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "recordings/../../outside", "strange.txt"])
async def test_an_archive_cannot_write_outside_its_places(home: Path, name: str) -> None:
    with tarfile.open(home / "evil.tar.gz", "w:gz") as tar:
        info = tarfile.TarInfo(name)
        info.size = 1
        tar.addfile(info, io.BytesIO(b"x"))
    fresh = Settings(data=home / "new" / "data", database=sqlite(home / "new"))
    with pytest.raises(backup.BackupDamaged):
        await backup.restore(fresh, home / "evil.tar.gz", quiet)
    assert "outside" not in {name for _, _, names in os.walk(home) for name in names}


async def test_what_is_written_during_the_backup_does_not_spoil_it(home: Path, clock: MovableClock) -> None:
    settings = await center(home / "old", sqlite(home / "old"), clock)
    database = Database(settings.database_url)
    async with database.reading_everywhere() as reader:
        tenant_id = (await reader.session.scalars(select(AuditRow.tenant_id))).first()
    assert tenant_id is not None
    grown = settings.recordings / "2026" / "one.wav"

    def meanwhile(name: str, _: int) -> None:
        if name.startswith("tables/"):
            with grown.open("ab") as file:
                file.write(b"more")

    await backup.back_up(settings, home / "backup.tar.gz", meanwhile)
    await database.close()
    fresh = Settings(data=home / "new", database=sqlite(home / "new"))
    await backup.restore(fresh, home / "backup.tar.gz", quiet)
    assert (fresh.recordings / "2026" / "one.wav").read_bytes().startswith(AUDIO)
    assert await passwords.fits(PASSWORD, await _hash_of_wang(fresh))


async def _hash_of_wang(settings: Settings) -> str:
    database = Database(settings.database_url)
    async with database.reading_everywhere() as reader:
        found = (await reader.session.scalars(select(UserRow.password_hash))).one()
    await database.close()
    return found
