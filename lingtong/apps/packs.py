"""Packs that are on, joined with the rooms to which they add."""

from contextlib import suppress

from lingtong.floor.ivr import packs as flows
from lingtong.floor.ivr.packs import Nodes
from lingtong.foundation.config import SettingsInvalid, load
from lingtong.foundation.packs import PackRefused, find


def switch_on() -> None:
    """Those of the settings. Settings that cannot be read are told by the command that needs them."""
    with suppress(SettingsInvalid):
        add(load().packs)


def add(modules: tuple[str, ...]) -> None:
    """Refuses with `PackRefused`."""
    nodes = []
    for module in dict.fromkeys(modules):
        for brought in find(module).adds:
            if not isinstance(brought, Nodes):
                text = f"Pack {module} adds a {type(brought).__name__}; a pack adds nodes of flows alone."
                raise PackRefused(text, pack=module)
            nodes.append((module, brought))
    if nodes:
        flows.add(nodes)
