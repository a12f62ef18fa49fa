"""Tenants, users, roles, sessions, audit."""

from lingtong.foundation.identity import audit, operator
from lingtong.foundation.identity.guard import Guard, check_origin, requires, signed_in
from lingtong.foundation.identity.model import SEEDED_ROLES, Permission, Principal
from lingtong.foundation.identity.ports import AgentBook
from lingtong.foundation.identity.seed import seed_tenant, seed_user
from lingtong.foundation.identity.sessions import still

__all__ = [
    "SEEDED_ROLES",
    "AgentBook",
    "Guard",
    "Permission",
    "Principal",
    "audit",
    "check_origin",
    "operator",
    "requires",
    "seed_tenant",
    "seed_user",
    "signed_in",
    "still",
]
