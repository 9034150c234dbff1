"""Checks at start that the dialogue runs with the parts it was built with.

Rasa falls back in silence: to a tracker store in memory when the one named cannot be imported, and to no
model at all when the model cannot be loaded.
"""

from __future__ import annotations

import gc

from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.exceptions import RasaException

from bot.action_endpoint import ActionEndpoint
from bot.lock_store import InProcessLockStore
from bot.shared_lock_store import SharedLockStore
from bot.tracker_store import SqliteTrackerStore


class PartMissing(RasaException):
    """Rasa started without one of our parts."""


def check_parts(agent: Agent) -> None:
    """Check that the model, the tracker store and the lock store are there.

    Raises:
        PartMissing: One is not.
    """
    if not agent.is_ready():
        raise PartMissing(
            "the dialogue started without a model, the reason stands above in this log: "
            "run `make run` to train again"
        )
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    lock_stores = (InProcessLockStore, SharedLockStore)
    for part, wanted in ((store, (SqliteTrackerStore,)), (agent.lock_store, lock_stores)):
        if not isinstance(part, wanted):
            raise PartMissing(
                f"the dialogue started with {type(part).__name__} in place of {wanted[0].__name__}: "
                "check the module paths in bot/endpoints.yml"
            )


def settle(agent: Agent) -> None:
    """Check the parts, and take them out of the garbage collector's rounds: they stay while we run.

    Raises:
        PartMissing: One is not there.
    """
    check_parts(agent)
    gc.collect()
    gc.freeze()


async def clear_away(agent: Agent) -> None:
    """Close what a stopping server still holds open."""
    if isinstance(agent.action_endpoint, ActionEndpoint):
        await agent.action_endpoint.close()
