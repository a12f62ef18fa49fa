from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext

from lingtong.foundation.db.base import Json, UtcTime

JSON_TEXT = "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"


def rendered(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Plain types, so that a migration of today still runs when our own classes have changed."""
    if kind != "type":
        return False
    if isinstance(item, UtcTime):
        return "sa.DateTime(timezone=True)"
    if item is Json:
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return JSON_TEXT
    return False


def compared(_: Any, name: str | None, kind: str, reflected: bool, __: Any) -> bool:
    """Tables that libraries keep for themselves are not ours to change."""
    return not (kind == "table" and reflected and (name or "").startswith(("dbos", "sqlite_")))
