"""What the trained dialogue understands: ``python -m bot.evaluation.parses MODEL TEXTS PARSES``.

``TEXTS`` is a JSON list of messages; ``PARSES`` gets, for each, its intent and the entities found in it.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent


def main(model: str, texts: str, parses: str) -> None:
    """Parse every message."""
    messages = json.loads(Path(texts).read_text(encoding="utf-8"))
    found = asyncio.run(_parse(Agent.load(model), messages))
    Path(parses).write_text(json.dumps(found), encoding="utf-8")


async def _parse(agent: Agent, messages: list[str]) -> list[dict[str, Any]]:
    parsed = [await agent.parse_message(message) for message in messages]
    return [
        {
            "intent": found["intent"]["name"],
            "entities": [[entity["entity"], entity["value"]] for entity in found["entities"]],
        }
        for found in parsed
    ]


if __name__ == "__main__":
    main(*sys.argv[1:])
