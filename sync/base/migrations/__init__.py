"""Numbered changes of the base's tables, run by Alembic when a database is opened."""
