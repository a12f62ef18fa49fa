"""Bring a new plan into a running Asterisk without dropping a call."""

from collections.abc import Iterable

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


class NeedsRestart(Refusal):
    code = "switch.needs_restart"


async def apply(
    plan: SwitchPlan, settings: SwitchSettings, program: Program, banned: Iterable[str] = ()
) -> frozenset[str]:
    """Render the plan and let Asterisk read what changed; calls go on. Names the files that changed.

    Raises `NeedsRestart`, after writing, where a changed file is read only at the start.
    """
    changed = render(plan, settings, program, banned)
    if changed and running_pid(settings) is not None:
        await reload([reader for file in sorted(changed) for reader in _READERS.get(file, ())], settings)
        late = sorted(changed - set(_READERS))
        if late:
            raise NeedsRestart(
                f"{', '.join(late)} takes effect when Asterisk starts anew.", files=", ".join(late)
            )
    return changed


async def reload(modules: Iterable[str], settings: SwitchSettings) -> None:
    try:
        async with ami_connection(settings) as connection:
            for module in modules:
                said = await connection.answer("Reload", {"Module": module}, within=20)
                if said.get("Response") != "Success":
                    log.warning("switch.reload_refused", module=module, reason=said.get("Message", ""))
    except (AmiLost, TimeoutError) as problem:
        raise NeedsRestart(f"Asterisk could not be asked to read its configuration: {problem}") from None
