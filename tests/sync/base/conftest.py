from tests.sync.base.stores import database, database_url, postgres, postgres_template, sqlite_template

__all__ = ["database", "database_url", "postgres", "postgres_template", "sqlite_template"]
