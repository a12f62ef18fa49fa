"""A pack by its module, or in one sentence what is wrong with it."""

from importlib import import_module
from importlib.util import find_spec

from lingtong.foundation.packs.errors import PackRefused
from lingtong.foundation.packs.model import Pack


def find(module: str) -> Pack:
    """`module` is how Python imports the pack, such as `acme.outages`."""
    place = f"{module}.manifest"
    try:
        pack = getattr(import_module(place), "PACK", None)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{place}.".startswith(f"{error.name}."):
            raise _broken(module, error) from error
        text = (
            f"There is no pack {module}: Python finds no {error.name}. Install it, or take it out of `packs`."
        )
        raise PackRefused(text, pack=module) from None
    except Exception as error:
        raise _broken(module, error) from error
    if not isinstance(pack, Pack):
        raise PackRefused(f"Pack {module}: its manifest.py has to say `PACK = Pack(…)`.", pack=module)
    for room in pack.needs:
        if not _is_there(f"lingtong.{room}"):
            text = (
                f"Pack {module} needs {room}, which this version of Lingtong does not have. "
                "Take versions that fit, or take it out of `packs`."
            )
            raise PackRefused(text, pack=module, room=room)
    return pack


def _broken(module: str, error: Exception) -> PackRefused:
    told = f"{type(error).__name__}: {error}"
    text = f"Pack {module} cannot be loaded: {told}. Mend it, or take it out of `packs`."
    return PackRefused(text, pack=module)


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
