"""Brings a record's schema up to the code's: the only place that runs Alembic."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, create_engine, event
from sqlalchemy.pool import NullPool


def upgrade(url: URL) -> None:
    """Applies every migration that the record lacks, in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(files("clew.record") / "migrations"))
    engine = create_engine(url.set(drivername=url.get_backend_name()), poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        # Two processes may open a new home at once: the second waits, and finds it done.
        @event.listens_for(engine, "connect")
        def connect(connection: Any, _record: Any) -> None:
            connection.isolation_level = None
            connection.execute("PRAGMA busy_timeout = 30000")

        @event.listens_for(engine, "begin")
        def begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
