"""The browser's part: packages and build, each only when what it is made from has changed."""

import json
from pathlib import Path

from tools.setup.node import with_node
from tools.setup.show import CACHE, ROOT, run_shown, say
from tools.setup.stamps import Stamp, content_hash

WEB = ROOT / "web"
BUILT = ROOT / "lingtong/apps/static"


def is_there() -> bool:
    return (WEB / "package.json").is_file()


def scripts() -> dict[str, str]:
    found: dict[str, str] = json.loads((WEB / "package.json").read_text()).get("scripts", {})
    return found


def install_packages() -> None:
    manifests = [p for p in WEB.glob("**/package.json") if "node_modules" not in p.parts]
    wanted = content_hash([WEB / "package-lock.json", *manifests])
    stamp = Stamp(WEB / "node_modules/.lingtong-stamp")
    if stamp.says(wanted):
        return
    if _installed_as_locked():
        stamp.set(wanted)
        return
    run_shown(
        "Installing the locked Node packages into web/node_modules",
        ["npm", "ci", "--no-audit", "--no-fund"],
        failing="Check the network",
        cwd=WEB,
        env=with_node(),
    )
    stamp.set(wanted)


def _installed_as_locked() -> bool:
    """npm writes down what it has installed; true after a developer's own `npm install`."""
    written = WEB / "node_modules/.package-lock.json"
    if not written.is_file():
        return False
    there = json.loads(written.read_text())["packages"]
    locked = json.loads((WEB / "package-lock.json").read_text())["packages"]
    same = all(
        name in locked and locked[name].get("version") == p.get("version") for name, p in there.items()
    )
    return same and all(name in there or p.get("optional") or not name for name, p in locked.items())


def build() -> None:
    if not is_there():
        say("No web folder in this tree: the browser pages are left out")
        return
    wanted = content_hash([WEB])
    stamp = Stamp(CACHE / "stamps/web")
    if stamp.says(wanted) and BUILT.is_dir():
        return
    install_packages()
    run_npm("build", "Building the web pages", "The web build failed")
    stamp.set(wanted)


def run_npm(script: str, title: str, failing: str) -> None:
    run_shown(title, ["npm", "run", "--silent", script], failing=failing, cwd=WEB, env=with_node())


def check_folder() -> Path:
    install_packages()
    return WEB
