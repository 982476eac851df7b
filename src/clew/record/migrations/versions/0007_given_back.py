"""Who gave a firm hold back, and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    for name, length in (("who", 64), ("why", 500)):
        column = sa.Column(name, sa.String(length), nullable=False, server_default="")
        op.add_column("promotion_ledger", column)
