"""Every name that must be covered is understood, whatever the wording, through the whole path."""

import asyncio
import csv

import httpx
import pytest

from tests.conftest import ROOT

COVERAGE = ROOT.parent / "shared" / "facts" / "coverage.csv"
WORDINGS = ("what is {}?", "tell me about {}", "can you explain {} to me please")
# Names right or asked back because they may mean several things, of all names in all wordings.
FLOOR = 0.98


@pytest.mark.skipif(
    not COVERAGE.is_file(), reason="the list of names lies beside the repository only where it is built"
)
def test_every_name_leads_to_its_entry(server, parts):
    catalogue = parts.index.catalogue
    asked = []
    with COVERAGE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = [row["name"], *(alias.strip() for alias in row["aliases"].split(";") if alias.strip())]
            right = set(catalogue.ids_named(row["name"])) | set(
                catalogue.ids_named(row["canonical_current_name"])
            )
            asked += [
                (wording.format(name), right | set(catalogue.ids_named(name)))
                for name in names
                for wording in WORDINGS
            ]
    wrong = asyncio.run(ask_all(server.url, asked))
    print(f"{len(asked) - len(wrong)} of {len(asked)} right\n" + "\n".join(wrong))
    assert len(asked) > 3000
    assert 1 - len(wrong) / len(asked) >= FLOOR


async def ask_all(url, asked):
    """Ask from two sessions at a time; returns what went wrong."""
    wrong = []
    queue = list(asked)

    async def visitor():
        async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:
            while queue:
                text, right = queue.pop()
                answer = await client.post("/v1/chat", json={"message": text})
                reply = answer.json()["replies"][0]
                found = (
                    ((reply.get("subject") or {}).get("id"))
                    if reply["type"] == "answer"
                    else reply.get("kind")
                )
                if found not in right and found != "unclear":
                    wrong.append(f"{text} -> {found}, not {sorted(right)}")

    await asyncio.gather(visitor(), visitor())
    return wrong
