"""The command itself, as an operator types it."""

import io
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from lingtong.apps.cli import main

pytestmark = pytest.mark.room

PASSWORD = "correct horse battery"


class Shell:
    """Runs the command in this process, in a folder of its own."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._patch, self._capture = patch, capture
        patch.chdir(folder)

    def says(self, *words: str, given: str = "", data: str = "data") -> str:
        code, said, complaint = self._run(words, given, data)
        assert code == 0, complaint
        return said

    def refuses(self, *words: str, given: str = "", data: str = "data") -> str:
        code, said, complaint = self._run(words, given, data)
        assert code == 1, said
        assert len(complaint.strip().splitlines()) == 1
        return complaint

    def set(self, name: str, value: str) -> None:
        self._patch.setenv(name, value)

    def _run(self, words: tuple[str, ...], given: str, data: str) -> tuple[object, str, str]:
        self.set("LINGTONG_DATA", str(self.folder / data))
        self._patch.setattr(sys, "argv", ["lingtong", *words])
        self._patch.setattr(sys, "stdin", io.StringIO(given))
        with pytest.raises(SystemExit) as end:
            main()
        out, err = self._capture.readouterr()
        return end.value.code or 0, out, err


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cheap_hashes: None
) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


def test_the_installed_command_starts() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lingtong.apps.cli", "--help"], capture_output=True, text=True, check=True
    )
    for word in ("migrate", "user", "tenant", "backup", "restore", "certificate", "config"):
        assert word in done.stdout


def test_migrate_goes_up_once_and_down(shell: Shell) -> None:
    assert "empty → 0001" in shell.says("migrate")
    assert "Up to date" in shell.says("migrate")
    assert "0001 → empty" in shell.says("migrate", "--down", "--to", "base")


def test_people_are_kept_from_the_command_line(shell: Shell) -> None:
    assert "lingtong migrate" in shell.refuses("user", "list")
    shell.says("migrate")
    assert "no such tenant" in shell.refuses("user", "list")
    shell.says("tenant", "add", "demo", "--name", "示范")
    shell.says("user", "add", "wang", "--name", "王丽", "--stdin", given=f"{PASSWORD}\n")
    assert "has this login" in shell.refuses("user", "add", "wang", "--stdin", given=f"{PASSWORD}\n")
    assert "at least" in shell.refuses("user", "password", "wang", "--stdin", given="short\n")
    assert "no such role" in shell.refuses(
        "user", "add", "li", "--role", "king", "--stdin", given=f"{PASSWORD}\n"
    )
    assert re.search(r"wang\s+王丽\s+agent", shell.says("user", "list"))
    shell.says("user", "lock", "wang")
    assert "locked" in shell.says("user", "list")
    shell.says("user", "lock", "wang", "--off")
    assert "locked" not in shell.says("user", "list")
    told = shell.says("user", "password", "wang", "--random")
    assert re.search(r"shown this once: \S{16}", told)
    assert "no user" in shell.refuses("user", "lock", "nobody")


def test_a_forged_audit_trail_is_named(shell: Shell) -> None:
    shell.says("migrate")
    shell.says("tenant", "add", "demo")
    shell.says("user", "add", "wang", "--stdin", given=f"{PASSWORD}\n")
    assert "as it was written" in shell.says("audit")
    with closing(sqlite3.connect(shell.folder / "data" / "db.sqlite")) as forger:
        forger.execute("UPDATE audit SET actor = 'somebody else'")
        forger.commit()
    assert "demo: entry 1" in shell.refuses("audit")


def test_backup_and_restore_by_hand(shell: Shell) -> None:
    shell.says("migrate")
    shell.says("tenant", "add", "demo", "--name", "示范")
    shell.says("user", "add", "wang", "--stdin", given=f"{PASSWORD}\n")
    assert "guard it" in shell.says("backup", "center.tar.gz")
    assert "is there already" in shell.refuses("backup", "center.tar.gz")
    assert "empty" in shell.refuses("restore", "center.tar.gz")
    assert "Restored" in shell.says("restore", "center.tar.gz", data="elsewhere")
    assert "wang" in shell.says("user", "list", data="elsewhere")


def test_a_certificate_comes_with_the_lines_to_paste(shell: Shell) -> None:
    told = shell.says("certificate", "center.lan", "192.0.2.5")
    settings = told[told.index("[http]") : told.index("Each browser")]
    (shell.folder / "lingtong.toml").write_text(settings)
    shown = shell.says("config", "show")
    assert "http.hosts = ('center.lan', '192.0.2.5')" in shown
    assert f"http.certificate = {shell.folder}/data/tls/certificate.pem" in shown
    assert (shell.folder / "data" / "tls" / "key.pem").stat().st_mode & 0o777 == 0o600
    assert "there already" in shell.refuses("certificate")


def test_config_hides_what_is_secret(shell: Shell) -> None:
    shell.set("LINGTONG_DATABASE", "postgresql+psycopg://u:let-me-in@localhost/db")
    shown = shell.says("config", "show")
    assert "let-me-in" not in shown
    assert "http.port = 8420" in shown


def test_a_mistake_in_the_settings_is_one_clear_line(shell: Shell) -> None:
    (shell.folder / "lingtong.toml").write_text("[http]\nprot = 1\n")
    assert "http.prot" in shell.refuses("config", "show")
