"""Opening the learner store: connections, transactions, migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

_MIGRATIONS = Path(__file__).with_name("migrations")


class Database:
    """One database of learners.

    Args:
        url: An SQLAlchemy URL. SQLite runs in WAL mode, so that readers and a writer do not wait for each
            other, and with full sync: what was acknowledged survives a loss of power.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        is_sqlite = parsed.get_backend_name() == "sqlite"
        if is_sqlite and parsed.database:
            path = Path(parsed.database)
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() and parsed.database != ":memory:":
                # There are tokens in it; SQLite gives its -wal file the same mode.
                path.touch(mode=0o600)
        self._engine = create_engine(parsed, pool_pre_ping=not is_sqlite)
        if is_sqlite:
            event.listen(self._engine, "connect", _prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
        self._writing = self._engine.execution_options(writes=True)

    @property
    def engine(self) -> Engine:
        """For migrations and tests."""
        return self._engine

    def migrate(self) -> None:
        """Bring the tables to the newest form; safe to run on every start."""
        if self._version() == max(path.name[:4] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py")):
            return
        # Only a start that migrates pays for the import.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        with self._writing.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def _version(self) -> str | None:
        """The newest migration that was applied; None in a new database."""
        try:
            with self._engine.connect() as connection:
                found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
                return found
        except DBAPIError:
            return None  # there is no such table yet

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent view; nothing is written."""
        with Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction: written as a whole when the block ends, or not at all."""
        with Session(self._writing) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()


def _prepare_sqlite(connection: Any, _: Any) -> None:
    # The driver's own transactions begin too late for a consistent read before a write.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: two that both read first would refuse each other.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
