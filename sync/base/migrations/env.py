"""What Alembic runs to reach the tables: over the connection that `sync.base.database` has open, in its transaction."""

from __future__ import annotations

from alembic import context

from sync.base.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
