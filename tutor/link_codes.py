"""Link codes: what somebody reads in one place and types in another, to be one learner in both."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from tutor.errors import CodeInvalid, TooManyTries
from tutor.learners import Learner, Learners
from tutor.store.database import Database
from tutor.store.tables import LinkCodeRow, LinkTryRow

# Without what is taken for one another when it is read or heard: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
SIGNS = "34679ACDEFGHJKMNPQRTWXY"
_LENGTH = 8
_GOOD_FOR = dt.timedelta(minutes=10)
# 23**8 codes: five tries a window find one of a hundred open codes once in 150 million windows.
_TRIES = 5
_WINDOW = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class LinkCode:
    """A code and how long it is good for."""

    code: str
    expires_at: dt.datetime


class LinkCodes:
    """Gives out codes and takes them, each once; what is kept here of them is their digests."""

    def __init__(self, database: Database, learners: Learners) -> None:
        self._database = database
        self._learners = learners

    def make(self, identity: str, now: dt.datetime) -> LinkCode:
        """A code for whoever comes this way; one that they were given before is good no more."""
        made = LinkCode("".join(secrets.choice(SIGNS) for _ in range(_LENGTH)), now + _GOOD_FOR)
        with self._database.writing() as session:
            session.execute(
                delete(LinkCodeRow).where(
                    (LinkCodeRow.identity == identity) | (LinkCodeRow.expires_at <= now)
                )
            )
            session.add(LinkCodeRow(digest=_digest(made.code), identity=identity, expires_at=made.expires_at))
        return made

    def use(self, identity: str, code: str, now: dt.datetime) -> Learner:
        """Make one learner of whoever comes this way and whoever the code was given to.

        Args:
            code: In any case; spaces and hyphens in it do not count.

        Raises:
            TooManyTries: They have tried five codes within ten minutes.
            CodeInvalid: There is no such code, it is used up or too old, or it is their own.
        """
        self._count_try(identity, now)
        with self._database.writing() as session:
            row = session.get(LinkCodeRow, _digest(_clean(code)), with_for_update=True)
            if row is None or row.expires_at <= now:
                raise CodeInvalid("this code is not good, or not any more; ask for a new one and try again")
            if row.identity == identity:
                raise CodeInvalid("this is the code that you were given here; type it in the other place")
            given_to = row.identity
            session.delete(row)
        return self._learners.join(identity, given_to, now)

    def _count_try(self, identity: str, now: dt.datetime) -> None:
        with self._database.writing() as session:
            session.execute(delete(LinkTryRow).where(LinkTryRow.tried_at <= now - _WINDOW))
            query = select(func.count()).select_from(LinkTryRow).where(LinkTryRow.identity == identity)
            if session.scalars(query).one() >= _TRIES:
                minutes = _WINDOW.seconds // 60
                raise TooManyTries(f"that was more than {_TRIES} codes in {minutes} minutes; wait a little")
            session.add(LinkTryRow(identity=identity, tried_at=now))


def _clean(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum())


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
