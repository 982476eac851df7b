"""Who holds a begun revision, and until when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("clue_revision", sa.Column("lease", sa.String(length=32), nullable=True))
    op.add_column("clue_revision", sa.Column("lease_until", sa.Float(), nullable=True))
