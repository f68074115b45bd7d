"""Laptops of the same practitioner: which other one a laptop counts with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TOKEN = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")


def upgrade() -> None:
    op.add_column("device", sa.Column("counts_as", _TOKEN))
    op.add_column("invitation", sa.Column("counts_as", _TOKEN))
