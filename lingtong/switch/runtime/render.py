"""Asterisk's whole configuration, from the plan and the settings."""

import ipaddress
import json
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from lingtong.kit import Refusal
from lingtong.switch.plan import SwitchPlan, TrunkAccount
from lingtong.switch.runtime.modules import DECLINED, MODULES, OPTIONAL
from lingtong.switch.runtime.music import ensure_music, pieces, ready_music
from lingtong.switch.runtime.program import Program
from lingtong.switch.runtime.settings import SwitchSettings

# One template for several files that say the same.
_SAME = {
    "off.conf": ("cdr.conf", "cel.conf"),
    "empty.conf": ("features.conf", "ccss.conf", "websocket_client.conf"),
}
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_PIECE = re.compile(r"[A-Za-z0-9_-]{1,60} [A-Za-z0-9_-]{1,60} [a-z0-9_]{1,48}")
_HOST = re.compile(r"[A-Za-z0-9_.:\[\]-]{1,255}")
_NUMBER = re.compile(r"[0-9+*#]{1,24}")


class PlanUnusable(Refusal):
    code = "switch.plan_unusable"
    status = 422


class SwitchSecrets(msgspec.Struct, frozen=True, kw_only=True):
    ari: str
    ami: str


def secrets_of(settings: SwitchSettings) -> SwitchSecrets:
    """The passwords of ARI and AMI: made once, at random, readable by their owner only."""
    file = settings.home / "secrets.json"
    if file.exists():
        return msgspec.json.decode(file.read_bytes(), type=SwitchSecrets)
    made = SwitchSecrets(ari=secrets.token_urlsafe(32), ami=secrets.token_urlsafe(32))
    write_private(file, json.dumps(msgspec.to_builtins(made)))
    return made


def render(
    plan: SwitchPlan, settings: SwitchSettings, program: Program, banned: Iterable[str] = ()
) -> frozenset[str]:
    """Write all files that differ from what is there; their names come back."""
    check(plan)
    pages = Environment(
        loader=PackageLoader("lingtong.switch.runtime"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - configuration, not HTML; `_plain` refuses what could break a line
        keep_trailing_newline=True,
    )
    pages.filters["dirname"] = lambda path: str(Path(path).parent)
    pages.filters["dial_string"] = lambda phone: f"PJSIP/{phone}"
    pages.tests["dialed"] = lambda account: re.fullmatch(r"[A-Za-z0-9+][A-Za-z0-9+.-]*", account) is not None
    known = {
        "s": settings,
        "plan": plan,
        "program": program,
        "secrets": secrets_of(settings),
        "modules": [name for name in MODULES if name not in OPTIONAL or _has(program, name)],
        "declined": DECLINED,
        "banned": sorted(banned),
        "is_bound": settings.bind not in ("0.0.0.0", "::"),  # noqa: S104 - asked, not bound
        "local_addresses": local_addresses(),
        "music": pieces(plan, settings.prompts),
    }
    _make_folders(settings, program)
    changed = set()
    for template in pages.list_templates(extensions=["j2"]):
        name = template.removesuffix(".j2")
        text = pages.get_template(template).render(known)
        for target in _SAME.get(name, (name,)):
            if write_private(settings.etc / target, text):
                changed.add(target)
    return frozenset(changed)


def local_addresses(table: Path = Path("/proc/net/fib_trie")) -> list[str]:
    """This machine's IPv4 addresses, without loopback."""
    try:
        text = table.read_text()
    except OSError:
        return []
    found = re.findall(r"\|-- ([0-9.]+)\n\s+/32 host LOCAL", text)
    return sorted({address for address in found if not address.startswith("127.")})


def check(plan: SwitchPlan) -> None:
    """Refuses a plan that could not be written down safely, naming the entry."""
    for phone in plan.phones:
        _fits(_NAME, phone.name, "phone name")
        _plain(phone.secret, f"secret of phone {phone.name}")
        _plain(phone.display_name.replace('"', ""), f"display name of phone {phone.name}")
    for trunk in plan.trunks:
        _check_trunk(trunk)
    for own in plan.music:
        _fits(_PIECE, f"{own.queue_id} {own.tenant_id} {own.prompt}", "queue, tenant and piece of music")
    for entry in plan.entries:
        _fits(_NUMBER, entry.number, "entry number")
        if entry.tenant_id:
            _fits(_NAME, entry.tenant_id, f"tenant of entry {entry.number}")
        for name in entry.degraded_phones:
            _fits(_NAME, name, f"phone of entry {entry.number}")


def _check_trunk(trunk: TrunkAccount) -> None:
    _fits(_NAME, trunk.name, "trunk name")
    _fits(_HOST, trunk.host, f"host of trunk {trunk.name}")
    for text in (trunk.username, trunk.password):
        _plain(text, f"user name or password of trunk {trunk.name}")
    for address in trunk.allowed_ips:
        _network(address, trunk.name)


def write_private(file: Path, text: str) -> bool:
    """Write a file that only its owner can read, whole or not at all. False when it had that text already."""
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    part.replace(file)
    return True


def _make_folders(settings: SwitchSettings, program: Program) -> None:
    own = [settings.etc, settings.run, settings.log, settings.faxes, settings.share / "sounds"]
    own += [settings.home / name for name in ("lib/keys", "db", "spool")]
    for folder in own:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.messages.mkdir(parents=True, exist_ok=True, mode=0o700)
    _link(settings.home / "spool/recording", settings.messages)
    for folder in (settings.recordings, settings.music, *(settings.prompts / name for name in ("zh", "en"))):
        folder.mkdir(parents=True, exist_ok=True)
    ensure_music(settings.music)
    ready_music(settings.music, settings.ready_music)
    for name in ("documentation", "rest-api", "static-http"):
        _link(settings.share / name, program.data / name)
    for language in ("zh", "en"):
        _link(settings.share / "sounds" / language, settings.prompts / language)
    core = next(iter(sorted((program.data / "sounds").glob("en_US*"))), program.data / "sounds")
    _link(settings.share / "sounds" / "core", core)
    for beep in core.glob("beep.*"):  # heard while a recording runs, in no language
        _link(settings.share / "sounds" / beep.name, beep)


def _link(link: Path, target: Path) -> None:
    target = target.absolute()
    if link.is_symlink() and link.readlink() == target:
        return
    link.unlink(missing_ok=True)
    link.symlink_to(target)


def _has(program: Program, module: str) -> bool:
    return (program.modules / f"{module}.so").is_file()


def _fits(pattern: re.Pattern[str], text: str, what: str) -> None:
    if not pattern.fullmatch(text):
        raise PlanUnusable(f"{text!r} cannot be a {what}.")


def _plain(text: str, what: str) -> None:
    if any(ord(char) < 32 or char in ';"\\' for char in text) or text != text.strip():
        raise PlanUnusable(f"The {what} has a character that cannot be used: quotes, semicolons, line ends.")


def _network(address: str, trunk: str) -> None:
    try:
        ipaddress.ip_network(address, strict=False)
    except ValueError:
        raise PlanUnusable(f"{address!r} of trunk {trunk} is no IP address or network.") from None
