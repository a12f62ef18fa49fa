"""Alembic's entry: it is always given an open connection (see `lingtong.foundation.db.migrate`)."""

from alembic import context

from lingtong.foundation.db.base import Base
from lingtong.foundation.db.migrations.rendering import compared, rendered
from lingtong.foundation.db.rooms import import_tables

import_tables()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
    render_item=rendered,
    include_object=compared,
)
with context.begin_transaction():
    context.run_migrations()
