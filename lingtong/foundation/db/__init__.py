"""The database: one unit of work that alone commits, readers that never do, every query inside one tenant."""

from lingtong.foundation.db.base import Base, Json, OfTenant, UtcTime
from lingtong.foundation.db.database import Database, NotFound, Reading, Work
from lingtong.foundation.db.outage import is_conflict, is_outage, is_unstorable
from lingtong.foundation.db.scope import TenantForgotten

__all__ = [
    "Base",
    "Database",
    "Json",
    "NotFound",
    "OfTenant",
    "Reading",
    "TenantForgotten",
    "UtcTime",
    "Work",
    "is_conflict",
    "is_outage",
    "is_unstorable",
]
