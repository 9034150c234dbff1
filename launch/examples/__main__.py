"""`make check-examples`: the Python examples that need more packages than the tests have."""

import logging
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path

from launch.console import say
from launch.examples.blocks import Block, collect_blocks
from launch.examples.running import APART, NOWHERE, run_block
from launch.examples.stand_ins import stand_ins

# The JumpStart models that our examples deploy.
_JUMPSTART_MODELS = ("huggingface-llm-mistral-7b",)


def main() -> int:
    """Run them; returns 1 when one fails, after all of them ran."""
    logging.disable(logging.CRITICAL)
    blocks = [block for block in collect_blocks() if block.language == "python"]
    apart = [block for block in blocks if block.modules() & (APART | NOWHERE.keys())]
    results = Counter(_check(block) for block in apart)
    say(f"{results['ok']} ran, {results['failed']} failed, {results['not run']} cannot be run offline.")
    return 1 if results["failed"] else 0


def _check(block: Block) -> str:
    result, note = _run(block)
    modules = ", ".join(sorted(block.modules() & (APART | NOWHERE.keys())))
    say(f"{block.place:28}{modules:12}{result:8}{note}".rstrip())
    return result


def _run(block: Block) -> tuple[str, str]:
    reasons = [NOWHERE[module] for module in sorted(block.modules() & NOWHERE.keys())]
    if reasons:
        return "not run", "; ".join(reasons)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as catalogue:
        try:
            with stand_ins(Path(catalogue), _JUMPSTART_MODELS):
                called = run_block(block, Path(folder))
        except Exception:
            return "failed", "\n" + traceback.format_exc()
    return "ok", ", ".join(dict.fromkeys(called))


if __name__ == "__main__":
    sys.exit(main())
