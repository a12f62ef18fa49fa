"""What is said when Asterisk cannot be had, and that a second installation fetches nothing."""

import os
from pathlib import Path

import pytest

from lingtong.switch.runtime import install as installing
from lingtong.switch.runtime.install import CannotInstall, install
from lingtong.switch.runtime.program import AsteriskTooOld, on_host, read_version

pytestmark = pytest.mark.room

_EXPIRED = "E: Release file for http://mirror.example/InRelease is expired (invalid since 15d)."


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH of our own, so that the host's programs play no part."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "echo", "mkdir", "cat", "tar"):
        (folder / name).symlink_to(f"/bin/{name}")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(
        "lingtong.switch.runtime.program.shutil.which", lambda name, **_: _which(folder, name)
    )
    return folder


def _which(folder: Path, name: str) -> str | None:
    return str(folder / name) if os.access(folder / name, os.X_OK) else None


def program(file: Path, script: str) -> None:
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def test_without_mmdebstrap_it_says_what_to_install(tools: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotInstall, match="apt-get install mmdebstrap"):
        install(tmp_path / "asterisk", print)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("E: Temporary failure resolving 'mirror.example'", "cannot be reached"),
        ("E: write error: No space left on device", "disk is full"),
        ("E: The repository is not signed. NO_PUBKEY 0E98404D386FA1D9", "debian-archive-keyring"),
        ("E: something else", "something else"),
    ],
)
def test_a_failure_is_one_clear_line(tools: Path, tmp_path: Path, words: str, said: str) -> None:
    program(tools / "mmdebstrap", f'echo "{words}" >&2; exit 1')
    with pytest.raises(CannotInstall, match=said) as raised:
        install(tmp_path / "asterisk", print)
    assert "\n" not in raised.value.message
    assert not list(tmp_path.glob("asterisk*/"))


def test_no_room_on_the_disk_is_told_before_anything_is_fetched(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tools / "mmdebstrap", "exit 1")
    monkeypatch.setattr(installing, "NEEDED_MB", 10**9)
    with pytest.raises(CannotInstall, match="MB are needed"):
        install(tmp_path / "asterisk", print)


def test_an_expired_mirror_is_read_only_after_the_plain_call_failed_and_it_is_said(
    tools: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "unpacked"
    libraries = f"{folder}/usr/lib/x86_64-linux-gnu"
    program(
        tools / "mmdebstrap",
        f"""
        echo "$@" >> {tmp_path}/calls
        case "$*" in *Check-Valid-Until*) ;; *) echo '{_EXPIRED}' >&2; exit 25 ;; esac
        for archive; do :; done
        mkdir -p {libraries} {folder}/usr/sbin
        echo '#!/bin/sh' > {libraries}/ld-linux-x86-64.so.2
        echo 'echo Asterisk 22.10.1' >> {libraries}/ld-linux-x86-64.so.2
        /bin/chmod +x {libraries}/ld-linux-x86-64.so.2
        echo > {folder}/usr/sbin/asterisk
        tar -cf $archive -C {folder} .
        """,
    )
    said: list[str] = []
    first = install(tmp_path / "asterisk", said.append)
    assert first.version == (22, 10)
    assert any("expired" in line for line in said)
    calls = (tmp_path / "calls").read_text().splitlines()
    assert ["Check-Valid-Until" in call for call in calls] == [False, True]

    said.clear()
    assert install(tmp_path / "asterisk", said.append) == first
    assert said == []
    assert len((tmp_path / "calls").read_text().splitlines()) == 2


def test_an_older_asterisk_of_the_host_is_refused_clearly(tools: Path) -> None:
    program(tools / "asterisk", "echo Asterisk 20.6.0")
    with pytest.raises(AsteriskTooOld, match=r"Asterisk 20\.6; 22\.7 or later"):
        on_host()


def test_versions_are_read_from_what_asterisk_says() -> None:
    assert read_version("Asterisk 22.10.1+dfsg+~cs6") == (22, 10)
    assert read_version("Asterisk certified/22.8-cert1") == (22, 8)
