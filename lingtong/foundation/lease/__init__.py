"""Who may act: of several engines one alone, and every other one knows that it may not."""

from lingtong.foundation.lease.both import Both
from lingtong.foundation.lease.folder import FolderLease, Place, Sign, standing
from lingtong.foundation.lease.ports import Alone, Holder, LastBeat, Lease, LeaseLost, Standing
from lingtong.foundation.lease.register import Overtaken, Register, RegisterAway, RegisterLease

__all__ = [
    "Alone",
    "Both",
    "FolderLease",
    "Holder",
    "LastBeat",
    "Lease",
    "LeaseLost",
    "Overtaken",
    "Place",
    "Register",
    "RegisterAway",
    "RegisterLease",
    "Sign",
    "Standing",
    "standing",
]
