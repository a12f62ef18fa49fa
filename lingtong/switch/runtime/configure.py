"""Bring a new plan into a running Asterisk without dropping a call."""

import re
from collections.abc import Collection, Iterable

import structlog

from lingtong.kit import Refusal
from lingtong.switch.plan import SwitchPlan
from lingtong.switch.runtime.ami import AmiLost, ami_connection
from lingtong.switch.runtime.process import running_pid
from lingtong.switch.runtime.program import Program
from lingtong.switch.runtime.render import render
from lingtong.switch.runtime.settings import SwitchSettings

log = structlog.get_logger()

# Which module reads which file again; the others are read at the start of Asterisk only.
_READERS = {
    "pjsip.conf": (
        "res_pjsip.so",
        "res_pjsip_endpoint_identifier_ip.so",
        "res_pjsip_outbound_registration.so",
    ),
    "acl.conf": ("acl", "res_pjsip_acl.so"),
    "extensions.conf": ("pbx_config.so",),
    "musiconhold.conf": ("res_musiconhold.so",),
    "logger.conf": ("logger",),
    "rtp.conf": ("res_rtp_asterisk.so",),
    "indications.conf": ("indications",),
}
UNREAD = "unread"
_BLOCK = re.compile(r"^(?=\[)", re.MULTILINE)


class NeedsRestart(Refusal):
    code = "switch.needs_restart"


class NotRead(NeedsRestart):
    """Written, and Asterisk could not be asked to read it: `apply` it again."""


async def apply(
    plan: SwitchPlan, settings: SwitchSettings, program: Program, banned: Iterable[str] = ()
) -> frozenset[str]:
    """Render the plan and let Asterisk read what changed; calls go on. Names the files that changed.

    Raises `NeedsRestart`, after writing, where a changed file is read only at the start. Who broke off
    between writing and reading leaves a mark, and the next one has everything read.
    """
    mark = settings.etc / UNREAD
    is_behind, accounts = mark.exists(), _accounts(settings)
    mark.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark.touch()
    changed = render(plan, settings, program, banned)
    unread = changed | (_READERS.keys() if is_behind else set())
    if unread and running_pid(settings) is not None:
        await reload([reader for file in sorted(unread) for reader in _READERS.get(file, ())], settings)
        trunks = _accounts(settings)
        await _register_anew(trunks if is_behind else _differing(accounts, trunks), settings)
        mark.unlink(missing_ok=True)
        late = sorted(changed - set(_READERS))
        if late:
            raise NeedsRestart(
                f"{', '.join(late)} takes effect when Asterisk starts anew.", files=", ".join(late)
            )
    mark.unlink(missing_ok=True)
    return changed


def _accounts(settings: SwitchSettings) -> dict[str, str]:
    """What is written of each trunk that registers, by its name in the configuration."""
    file = settings.etc / "pjsip.conf"
    blocks: dict[str, str] = {}
    for block in _BLOCK.split(file.read_text(encoding="utf-8") if file.exists() else "")[1:]:
        name = block[1 : block.index("]")]
        blocks[name] = blocks.get(name, "") + block
    return {name: text for name, text in blocks.items() if "\ntype = registration\n" in text}


def _differing(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [name for name, text in after.items() if before.get(name, text) != text]


async def _register_anew(names: Collection[str], settings: SwitchSettings) -> None:
    """Asterisk takes up a new password when it registers next, which may be minutes away."""
    if not names:
        return
    try:
        async with ami_connection(settings) as connection:
            for name in names:
                await connection.answer("PJSIPRegister", {"Registration": name})
    except (AmiLost, TimeoutError) as problem:
        log.warning("switch.not_registered_anew", trunks=list(names), reason=str(problem))


async def reload(modules: Iterable[str], settings: SwitchSettings) -> None:
    try:
        async with ami_connection(settings) as connection:
            for module in modules:
                said = await connection.answer("Reload", {"Module": module}, within=20)
                if said.get("Response") != "Success":
                    log.warning("switch.reload_refused", module=module, reason=said.get("Message", ""))
    except (AmiLost, TimeoutError) as problem:
        raise NotRead(f"Asterisk could not be asked to read its configuration: {problem}") from None
