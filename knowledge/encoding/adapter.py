"""A low-rank adapter that teaches the default model how learners put their needs.

``weights/adapter.safetensors`` holds for each adapted layer the two factors of what is added to its weight
(LoRA, arXiv 2106.09685). It is merged before the export, so that serving costs nothing more.
`knowledge.training.adapter` trains it.
"""

from pathlib import Path
from typing import Any

from knowledge.encoding.encoder import file_sha256
from knowledge.linear import WEIGHTS

ADAPTER = WEIGHTS / "adapter.safetensors"


def adapter_digest(path: Path = ADAPTER) -> str:
    """Digest of the adapter's file; empty when there is none."""
    return file_sha256(path) if path.is_file() else ""


def merge_adapter(transformer: Any, path: Path = ADAPTER) -> None:
    """Add an adapter to the weights of a transformer.

    Args:
        transformer: The torch module whose linear layers the file names.
    """
    from safetensors.torch import load_file

    modules = dict(transformer.named_modules())
    factors = load_file(str(path))
    for name in {key.removesuffix(".down").removesuffix(".up") for key in factors}:
        change = factors[f"{name}.up"].float() @ factors[f"{name}.down"].float()
        modules[name].weight.data += change
