"""What administrators keep: named items of a tenant, each of a kind, with a revision, checked and audited.

A room describes its kinds (`Kind`); `Catalog` keeps them all the same way.
"""

from lingtong.foundation.catalog.errors import (
    Invalid,
    ItemUnknown,
    RevisionStale,
    StillInUse,
    TooManyItems,
)
from lingtong.foundation.catalog.kind import Kind, Saving
from lingtong.foundation.catalog.model import Finding, Reference
from lingtong.foundation.catalog.service import Catalog, Saved

__all__ = [
    "Catalog",
    "Finding",
    "Invalid",
    "ItemUnknown",
    "Kind",
    "Reference",
    "RevisionStale",
    "Saved",
    "Saving",
    "StillInUse",
    "TooManyItems",
]
