"""Unpack Asterisk and its libraries from Debian into one folder, as an ordinary user, without a container."""

import fcntl
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lingtong.kit import Refusal
from lingtong.switch.runtime.program import OLDEST, Program, on_host, unpacked

SUITE = "forky"
PACKAGES = ("asterisk", "asterisk-core-sounds-en", "ca-certificates")
NEEDED_MB = 700  # 270 MB unpacked, and what is downloaded beside it
_OLD_RELEASE = '--aptopt=Acquire::Check-Valid-Until "false"'
_STEPS = (
    ("I: running apt-get update", "Reading Debian's list of packages"),
    ("I: downloading packages", "Downloading Asterisk"),
    ("I: downloading and installing", "Downloading Asterisk"),
    ("I: extracting archives", "Unpacking Asterisk"),
    ("I: cleaning", "Tidying up"),
)

Progress = Callable[[str], None]


class CannotInstall(Refusal):
    code = "switch.cannot_install"
    status = 503


def install(folder: Path, progress: Progress) -> Program:
    """The Asterisk to use: the host's if it has one, otherwise unpacked into `folder`, once.

    `progress` hears one line for each step. Raises `CannotInstall` or `AsteriskTooOld` with what to do.
    """
    host = on_host()
    if host is not None:
        progress(f"Using this machine's Asterisk {_said(host)}.")
        return host
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        if _is_whole(folder):
            return unpacked(folder)
        _check_tools_and_room(folder)
        part, archive = folder.with_name(folder.name + ".part"), folder.with_name(folder.name + ".tar")
        shutil.rmtree(part, ignore_errors=True)
        try:
            _fetch(archive, progress)
            _unpack(archive, part)
            program = _checked(unpacked(part))
            shutil.rmtree(folder, ignore_errors=True)
            part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
            archive.unlink(missing_ok=True)
        _stamp(folder).write_text(_wanted())
    progress(f"Asterisk {_said(program)} is unpacked in {folder}.")
    return unpacked(folder)


def _unpack(archive: Path, part: Path) -> None:
    """As files of this user. mmdebstrap itself would leave them to a user id of its name space."""
    part.mkdir()
    command = ["tar", "-xf", str(archive), "-C", str(part), "--no-same-owner", "--exclude=./dev"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotInstall(_reason(done.stderr.strip().splitlines() or ["tar said nothing"]))


def _fetch(archive: Path, progress: Progress) -> None:
    said = _run(archive, (), progress)
    if said is None:
        return
    if _is_expired(said):
        progress("The Debian mirror is a snapshot whose release file has expired; reading it all the same.")
        archive.unlink(missing_ok=True)
        said = _run(archive, (_OLD_RELEASE,), progress)
        if said is None:
            return
    raise CannotInstall(_reason(said))


def _run(archive: Path, more: tuple[str, ...], progress: Progress) -> list[str] | None:
    """The last words of a failed run; None when it went well."""
    command = ["mmdebstrap", "--mode=unshare", "--variant=extract", f"--include={','.join(PACKAGES)}", *more]
    last: deque[str] = deque(maxlen=40)
    with subprocess.Popen(
        [*command, "--format=tar", SUITE, str(archive)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as running:
        assert running.stderr is not None
        shown = ""
        for line in running.stderr:
            last.append(line.strip())
            step = next((words for sign, words in _STEPS if line.startswith(sign)), "")
            if step and step != shown:
                shown = step
                progress(f"{step} …")
    return None if running.returncode == 0 else list(last)


def _is_expired(said: list[str]) -> bool:
    return any("Release file" in line and "expired" in line for line in said)


def _reason(said: list[str]) -> str:
    text = "\n".join(said)
    if re.search(
        r"Temporary failure resolving|Could not connect|Could not resolve|Unable to connect|timed out", text
    ):
        return "The Debian mirror cannot be reached. Check the network, then try again."
    if "No space left" in text:
        return "The disk is full. Make room, then try again."
    if re.search(r"NO_PUBKEY|not signed|keyring", text):
        return "Debian's signature cannot be checked. Install the package debian-archive-keyring."
    if re.search(r"unshare|newuidmap|subuid|user namespace", text):
        return (
            "This user may not unpack packages. Install the package uidmap, and allow user namespaces "
            "(sysctl kernel.unprivileged_userns_clone=1, and on Ubuntu "
            "kernel.apparmor_restrict_unprivileged_userns=0)."
        )
    errors = [line for line in said if line.startswith("E:")] or said[-1:]
    return f"Unpacking failed: {errors[0] if errors else 'it said nothing'}"


def _check_tools_and_room(folder: Path) -> None:
    if shutil.which("mmdebstrap") is None:
        raise CannotInstall("mmdebstrap is missing. Install it: sudo apt-get install mmdebstrap")
    free = shutil.disk_usage(folder.parent).free // 2**20
    if free < NEEDED_MB:
        raise CannotInstall(
            f"Only {free} MB are free on the disk of {folder}; {NEEDED_MB} MB are needed. Make room."
        )


def _checked(program: Program) -> Program:
    if program.version < OLDEST:
        raise CannotInstall(f"Debian gave Asterisk {_said(program)}; 22.7 or later is needed.")
    return program


def _is_whole(folder: Path) -> bool:
    return _stamp(folder).exists() and _stamp(folder).read_text() == _wanted()


def _stamp(folder: Path) -> Path:
    return folder / "lingtong.stamp"


def _wanted() -> str:
    return f"{SUITE} {' '.join(PACKAGES)}\n"


def _said(program: Program) -> str:
    return ".".join(map(str, program.version))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two that install at once: the second waits and finds it done."""
    with folder.with_name(folder.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
