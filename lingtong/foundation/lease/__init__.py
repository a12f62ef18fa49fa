"""Who may act: of several engines one alone, and every other one knows that it may not."""

from lingtong.foundation.lease.folder import FolderLease, Place, Sign, standing
from lingtong.foundation.lease.ports import Alone, Holder, Lease, LeaseLost, Standing

__all__ = ["Alone", "FolderLease", "Holder", "Lease", "LeaseLost", "Place", "Sign", "Standing", "standing"]
