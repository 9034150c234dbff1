"""Installations: which workspaces a channel's app may speak in, and the installing itself."""

import datetime as dt
import hashlib
import secrets
from typing import Any

from sqlalchemy import delete, select

from tutor.store.database import Database
from tutor.store.tables import InstallationRow, InstallStateRow


class Installations:
    """Keeps what each workspace handed over when it installed the app, plain JSON by its key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, key: str, content: dict[str, Any], now: dt.datetime) -> None:
        """Keep an installation in place of the one before."""
        with self._database.writing() as session:
            session.merge(InstallationRow(key=key, content=content, installed_at=now))

    def find(self, key: str) -> dict[str, Any] | None:
        """The installation of a workspace; None when it has none."""
        with self._database.reading() as session:
            row = session.get(InstallationRow, key)
            return row.content if row else None

    def keys(self) -> list[str]:
        """The workspaces, the first one first."""
        with self._database.reading() as session:
            query = select(InstallationRow.key).order_by(InstallationRow.installed_at, InstallationRow.key)
            return list(session.scalars(query))

    def delete(self, key: str) -> None:
        """Forget an installation."""
        with self._database.writing() as session:
            session.execute(delete(InstallationRow).where(InstallationRow.key == key))

    def begin(self, now: dt.datetime, seconds: int) -> str:
        """A word by which somebody who begins to install is known when they come back in time."""
        state = secrets.token_urlsafe(24)
        with self._database.writing() as session:
            session.execute(delete(InstallStateRow).where(InstallStateRow.expires_at <= now))
            expires_at = now + dt.timedelta(seconds=seconds)
            session.add(InstallStateRow(digest=_digest(state), expires_at=expires_at))
        return state

    def has_begun(self, state: str, now: dt.datetime) -> bool:
        """Whether such a word was given out; it is good for once."""
        with self._database.writing() as session:
            row = session.get(InstallStateRow, _digest(state), with_for_update=True)
            if row is None:
                return False
            session.delete(row)
            return row.expires_at > now


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
