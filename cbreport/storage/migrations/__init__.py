"""Alembic's environment; :mod:`cbreport.storage.migrating` runs it."""
