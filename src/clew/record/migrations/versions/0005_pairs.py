"""What goes together: proposed pairs of kinds of article."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "pair_proposal",
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=False),
        sa.Column("together", sa.Integer(), nullable=False),
        sa.Column("npmi", sa.Float(), nullable=False),
        sa.Column("lift", sa.Float(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("later_together", sa.Integer(), nullable=False),
        sa.Column("later_lift", sa.Float(), nullable=True),
        sa.Column("later_share", sa.Float(), nullable=True),
        sa.Column("split", sa.BigInteger(), nullable=False),
        sa.Column("first_products", sa.Integer(), nullable=False),
        sa.Column("second_products", sa.Integer(), nullable=False),
        sa.Column("margin", sa.Float(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_pair_proposal")),
    )
