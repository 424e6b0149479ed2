"""Alembic's environment. It runs on the connection that it is given, inside the transaction that is open there."""

from __future__ import annotations

from alembic import context

from cbreport.storage.migrating import SETTINGS

context.configure(connection=context.config.attributes["connection"], **SETTINGS)
with context.begin_transaction():
    context.run_migrations()
