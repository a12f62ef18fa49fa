"""Debian packages, the only thing that root is used for: those that are missing, each with its reason."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.setup.show import CannotGoOnError, run_shown, say

# Somebody else's apt-get may be at work: wait for it.
APT = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300")


@dataclass(frozen=True)
class Package:
    name: str
    why: str
    is_there: Callable[[], bool]
    advice: str = ""


def has_command(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def has_path(*patterns: str) -> Callable[[], bool]:
    return lambda: any(next(Path("/").glob(pattern), None) for pattern in patterns)


def _is_root() -> bool:
    return os.geteuid() == 0


def _browser_is_there() -> bool:
    chosen = os.environ.get("LINGTONG_CHROMIUM")
    if chosen:
        if not os.access(chosen, os.X_OK):
            raise CannotGoOnError(f"LINGTONG_CHROMIUM names {chosen}, which is not a program.")
        return True
    return has_command("chromium", "google-chrome", "google-chrome-stable", "chrome")()


FOR_RUNNING = (
    Package("mmdebstrap", "unpacks Asterisk into a folder, without installing it", has_command("mmdebstrap")),
    Package(
        "debian-archive-keyring",
        "checks the signatures of what mmdebstrap fetches",
        has_path("usr/share/keyrings/debian-archive-keyring.gpg"),
    ),
    Package(
        "uidmap", "lets mmdebstrap work as an ordinary user", lambda: _is_root() or has_command("newuidmap")()
    ),
    Package("espeak-ng", "speaks the demo prompts", has_command("espeak-ng")),
)

FOR_TESTING = (
    Package("sip-tester", "SIPp, the callers of the tests", has_command("sipp")),
    Package("baresip", "a desk phone that nobody here wrote", has_command("baresip")),
    Package(
        "chromium",
        "the browser of the tests",
        _browser_is_there,
        # Ubuntu offers Chromium only as a snap, whose confinement keeps it from the tests' folders.
        advice="Ubuntu has no such package: install Chrome or Chromium in another way and name its program "
        "in LINGTONG_CHROMIUM.",
    ),
    Package(
        "fonts-noto-cjk",
        "Chinese characters in screenshots",
        has_path("usr/share/fonts/opentype/noto/NotoSansCJK*"),
    ),
    Package("postgresql", "the second database of the tests", has_path("usr/lib/postgresql/*/bin/initdb")),
    Package("nats-server", "the cluster bus of the tests", has_command("nats-server")),
)


def missing(packages: Sequence[Package]) -> list[Package]:
    return [package for package in packages if not package.is_there()]


def install(packages: Sequence[Package]) -> None:
    wanted = missing(packages)
    if not wanted:
        return
    names = [package.name for package in wanted]
    by_hand = f"Run as root: apt-get install --no-install-recommends {' '.join(names)}"
    if shutil.which("apt-get") is None:
        raise CannotGoOnError(
            f"This machine has no apt-get. Install by hand what these hold: {' '.join(names)}."
        )
    say("Debian packages are missing; root is used for these and for nothing else:")
    for package in wanted:
        say(f"  {package.name}: {package.why}")
    root = _root_prefix(by_hand)
    _offered_or_refuse(wanted, root, by_hand)
    run_shown(
        f"Installing {' '.join(names)}",
        [*root, *APT, "install", "--no-install-recommends", *names],
        failing=f"Check the network. {by_hand}",
    )
    still = [package.name for package in missing(wanted)]
    if still:
        raise CannotGoOnError(f"Installed, yet not usable: {' '.join(still)}. {by_hand}")


def _root_prefix(by_hand: str) -> list[str]:
    if _is_root():
        return []
    if shutil.which("sudo") is None:
        raise CannotGoOnError(f"Not root, and there is no sudo. {by_hand}")
    may_ask = sys.stdin.isatty()
    if subprocess.run(["sudo", "-v"] if may_ask else ["sudo", "-n", "true"], check=False).returncode != 0:
        raise CannotGoOnError(f"sudo was refused. {by_hand}")
    return ["sudo"] if may_ask else ["sudo", "-n"]


def _offered_or_refuse(wanted: Sequence[Package], root: list[str], by_hand: str) -> None:
    run_shown(
        "Refreshing the list of Debian packages",
        [*root, *APT, "update"],
        failing=f"The Debian mirror could not be reached; check the network. {by_hand}",
    )
    for package in wanted:
        answer = subprocess.run(
            ["apt-cache", "policy", package.name], capture_output=True, text=True, check=False
        )
        if "Candidate:" not in answer.stdout or "Candidate: (none)" in answer.stdout:
            raise CannotGoOnError(
                f"This system offers no package {package.name} ({package.why}). {package.advice}".strip()
            )
