"""The Asterisk program: the host's own, or the one that was unpacked into a folder."""

import platform
import re
import shutil
import subprocess
from pathlib import Path

import msgspec

from lingtong.kit import Refusal

OLDEST = (22, 7)


class AsteriskTooOld(Refusal):
    code = "switch.asterisk_too_old"


class AsteriskMissing(Refusal):
    code = "switch.asterisk_missing"


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """`command` starts Asterisk; `root` is what its own folders begin with (empty for the host's)."""

    command: tuple[str, ...]
    root: Path
    version: tuple[int, int]
    modules: Path

    @property
    def data(self) -> Path:
        usual = (self.root / "usr/share/asterisk", self.root / "var/lib/asterisk")
        return next((folder for folder in usual if (folder / "documentation").is_dir()), usual[0])


def unpacked(folder: Path) -> Program:
    """The program in an unpacked folder, run through that folder's own loader, without chroot."""
    libraries = folder / "usr/lib" / _triplet()
    loader = next(iter(sorted(libraries.glob("ld-linux*.so.*"))), None)
    binary = folder / "usr/sbin/asterisk"
    if loader is None or not binary.is_file():
        raise AsteriskMissing(f"There is no Asterisk in {folder}. Run: lingtong engine install")
    path = f"{libraries}:{libraries / 'pulseaudio'}"
    command = (str(loader), "--library-path", path, str(binary))
    version = version_of(command)
    return Program(command=command, root=folder, version=version, modules=libraries / "asterisk/modules")


def on_host() -> Program | None:
    """The host's Asterisk, or None. Refuses one that is older than 22.7."""
    found = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        return None
    version = version_of((found,))
    if version < OLDEST:
        said = ".".join(map(str, version))
        raise AsteriskTooOld(
            f"{found} is Asterisk {said}; 22.7 or later is needed. Upgrade it, or remove it and "
            "`lingtong engine install` will unpack a newer one."
        )
    modules = next((folder for folder in _host_module_folders() if folder.is_dir()), None)
    if modules is None:
        raise AsteriskMissing(f"{found} has no module folder in the usual places. Reinstall Asterisk.")
    return Program(command=(found,), root=Path("/"), version=version, modules=modules)


def find(folder: Path) -> Program:
    """The Asterisk to use: the host's where it is there, otherwise the unpacked one."""
    return on_host() or unpacked(folder)


def version_of(command: tuple[str, ...]) -> tuple[int, int]:
    said = subprocess.run([*command, "-V"], capture_output=True, text=True, check=False, timeout=20)
    return read_version(said.stdout + said.stderr)


def read_version(text: str) -> tuple[int, int]:
    """`Asterisk 22.10.1~dfsg` and `Asterisk certified/22.8-cert1` are 22.10 and 22.8."""
    match = re.search(r"Asterisk (?:certified/|certified-)?(\d+)\.(\d+)", text)
    if match is None:
        raise AsteriskMissing(f"Asterisk does not start: {text.strip()[:200] or 'it says nothing'}")
    return int(match[1]), int(match[2])


def _triplet() -> str:
    machine = platform.machine()
    return f"{'aarch64' if machine == 'arm64' else machine}-linux-gnu"


def _host_module_folders() -> tuple[Path, ...]:
    return (
        Path("/usr/lib") / _triplet() / "asterisk/modules",
        Path("/usr/lib/asterisk/modules"),
        Path("/usr/lib64/asterisk/modules"),
        Path("/usr/local/lib/asterisk/modules"),
    )
