"""Let a running Asterisk read its changed files again. Calls go on."""

import structlog

from lingtong.switch.runtime.ami import ami
from lingtong.switch.runtime.settings import SwitchSettings

log = structlog.get_logger()

# Which module reads a file; files that are not here are read at the next start only.
READERS = {
    "pjsip.conf": "res_pjsip.so",
    "extensions.conf": "pbx_config.so",
    "musiconhold.conf": "res_musiconhold.so",
    "acl.conf": "acl",
    "rtp.conf": "res_rtp_asterisk.so",
}


async def reload(settings: SwitchSettings, changed: frozenset[str]) -> list[str]:
    """Ask the reader of each changed file; gives the names of files that wait for the next start."""
    modules = sorted({READERS[name] for name in changed if name in READERS})
    if modules:
        async with ami(settings) as manager:
            for module in modules:
                said = await manager.answer("Reload", {"Module": module}, within=20.0)
                if said.get("Response") != "Success":
                    log.warning("switch.not_reloaded", module=module, said=said.get("Message", ""))
    waiting = sorted(changed - set(READERS))
    if waiting:
        log.info("switch.next_start", files=waiting)
    return waiting
