"""A query cannot forget its tenant: the session adds it, and refuses what it cannot see through."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql import visitors

from lingtong.foundation.db.base import OfTenant

TENANT = "tenant_id"
EVERYWHERE = "everywhere"


class TenantForgotten(RuntimeError):
    """Code reached for rows without saying whose. A bug, not a refusal."""


class ScopedSession(Session):
    """Carries in `info` either a tenant or the leave to see all of them."""


@event.listens_for(ScopedSession, "do_orm_execute")
def _keep_to_the_tenant(state: ORMExecuteState) -> None:
    info = state.session.info
    if info.get(EVERYWHERE):
        return
    tenant_id = info.get(TENANT)
    if not tenant_id:
        raise TenantForgotten(
            "This session has no tenant: open it with writing(tenant_id) or reading(tenant_id)."
        )
    if state.is_insert:
        _check_inserted(state, tenant_id)
    elif not state.is_orm_statement:
        _refuse_unseen(state)
    else:
        state.statement = state.statement.options(
            with_loader_criteria(OfTenant, lambda cls: cls.tenant_id == tenant_id, include_aliases=True)
        )


@event.listens_for(ScopedSession, "before_flush")
def _stamp(session: Session, _: UOWTransaction, __: object) -> None:
    if session.info.get(EVERYWHERE):
        return
    tenant_id = session.info.get(TENANT)
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, OfTenant):
            own: str | None = getattr(row, TENANT, None)
            if own is None and row in session.new:
                setattr(row, TENANT, tenant_id)
            elif own != tenant_id:
                raise TenantForgotten(f"A {type(row).__name__} of another tenant in this tenant's session.")


def _refuse_unseen(state: ORMExecuteState) -> None:
    tables = list(_tables(state.statement))
    if not tables or any(TENANT in table.c for table in tables):
        raise TenantForgotten(
            "Plain SQL on tenants' rows: use mapped classes, or a session that sees everywhere."
        )


def _check_inserted(state: ORMExecuteState, tenant_id: str) -> None:
    if not any(TENANT in table.c for table in _tables(state.statement)):
        return
    rows = _parameter_rows(state) or [_inline_row(state)]
    if any(set(_own(row)) != {tenant_id} for row in rows):
        raise TenantForgotten("Rows without this session's tenant in an insert.")


def _parameter_rows(state: ORMExecuteState) -> list[dict[str, Any]]:
    given = state.parameters
    if not given:
        return []
    return [dict(row) for row in given] if isinstance(given, list | tuple) else [dict(given)]  # type: ignore[arg-type]


def _inline_row(state: ORMExecuteState) -> dict[str, Any]:
    statement: Any = state.statement
    return dict(statement.compile(dialect=state.session.get_bind().dialect).params)


def _own(row: dict[str, Any]) -> list[Any]:
    found = [value for name, value in row.items() if name == TENANT or name.startswith(f"{TENANT}_m")]
    return found or [None]


def _tables(statement: Any) -> Iterator[Table]:
    for part in visitors.iterate(statement):
        if isinstance(part, Table):
            yield part
    target = getattr(statement, "table", None)
    if isinstance(target, Table):
        yield target
