"""Haystack and LlamaIndex, each in a process of the environment that has them."""

import hashlib
import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from knowledge.encoding.export import find_source
from knowledge.evaluation.questions import spell_out
from knowledge.evaluation.ranking import DEPTH
from knowledge.evaluation.spans import Span
from knowledge.passages import Sheet
from launch.console import Step, run_logged
from launch.environments import EVALUATE, LOGS, ROOT
from launch.evaluation.apart.exchange import FoundSpan, Job
from launch.evaluation.material import Material

# Name to the module that runs it.
FRAMEWORKS = {"Haystack": "haystack_side", "LlamaIndex": "llama_index_side"}
_SIDES = ROOT / "launch" / "evaluation" / "apart"
# Nothing is downloaded, nothing is told to anybody, and the two do not fight over the cores.
_VARIABLES = {
    "HF_HUB_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "OMP_NUM_THREADS": "1",
    "PYTHONPATH": str(ROOT),
}


def rank_with_frameworks(material: Material) -> dict[str, dict[str, list[Span]]]:
    """Ask every framework every question; gives spans of our sheets by framework and question id.

    Raises:
        SetupFailed: One failed; the message ends with its log's last lines.
    """
    job = make_job(material)
    with Step(" and ".join(FRAMEWORKS) + " over our sheets"), ThreadPoolExecutor(len(FRAMEWORKS)) as pool:
        running = {
            name: pool.submit(run_side, module, job, material.folder) for name, module in FRAMEWORKS.items()
        }
        found = {name: side.result() for name, side in running.items()}
    sheets = material.parts.index.sheets
    return {name: place_spans(rankings, sheets) for name, rankings in found.items()}


def make_job(material: Material) -> Job:
    """What a framework is given: the sheets without their front matter, which speaks to us alone."""
    index = material.parts.index
    bodies = {sheet.id: sheet.text[sheet.body_start :] for sheet in index.sheets.values()}
    questions = {judged["id"]: spell_out(judged, index.catalogue) for judged in material.answerable}
    return Job(find_source(material.knowledge.model).location, DEPTH, bodies, questions)


def place_spans(
    rankings: Mapping[str, list[FoundSpan]], sheets: Mapping[str, Sheet]
) -> dict[str, list[Span]]:
    """Spans of bodies as spans of whole sheets."""
    return {
        question_id: [
            Span(sheet, sheets[sheet].body_start + start, sheets[sheet].body_start + end)
            for sheet, start, end in spans
        ]
        for question_id, spans in rankings.items()
    }


def run_side(
    module: str, job: Job, folder: Path, python: Path = EVALUATE.python
) -> dict[str, list[FoundSpan]]:
    """What a framework finds, kept until the job, its packages or our use of it change.

    Raises:
        SetupFailed: It failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    asked, answered, kept = (folder / f"{module}.{name}.json" for name in ("job", "answer", "kept"))
    job.write(asked)
    sources = (asked, EVALUATE.lock, _SIDES / f"{module}.py", _SIDES / "exchange.py")
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    before = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    if before.get("digest") == digest:
        return dict(before["rankings"])
    command = [str(python), "-m", f"launch.evaluation.apart.{module}", str(asked), str(answered)]
    run_logged(command, LOGS / f"evaluate-{module}.log", ROOT, {**os.environ, **_VARIABLES})
    rankings: dict[str, list[FoundSpan]] = json.loads(answered.read_text(encoding="utf-8"))
    kept.write_text(json.dumps({"digest": digest, "rankings": rankings}), encoding="utf-8")
    return rankings
