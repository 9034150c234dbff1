"""Running a Python block as its reader would, in a folder of its own and with the network closed."""

import contextlib
import io
import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

from botocore.session import get_session
from botocore.validate import validate_parameters

from launch.examples.blocks import Block
from launch.examples.offline import closed_network

# Modules that are only in the environment of `make check-examples`.
APART = frozenset({"imblearn", "mlflow", "nltk", "pandas", "sagemaker", "strands"})
# Modules that no environment of ours has, and why.
NOWHERE = {"pyspark": "needs a Java runtime and a Spark cluster"}

# Data that an example takes for granted: 60 rows of four columns, every fifth row of the rarer class.
_ROWS = [[random.Random(row * 4 + column).random() for column in range(4)] for row in range(60)]
_CLASSES = [int(row % 5 == 0) for row in range(60)]
_NAMES: dict[str, Any] = {
    "X": _ROWS,
    "y": _CLASSES,
    "X_train": _ROWS[:40],
    "y_train": _CLASSES[:40],
    "X_test": _ROWS[40:],
    "y_test": _CLASSES[40:],
}
_FILES = {
    "train.csv": "age,income\n31,2000\n47,3500\n",
    "train.parquet": "",
    "page.png": "",
    "src/train.py": "",
    "model_dir/model.bin": "",
}
# Functions that a service calls: what it hands to them.
_CALLS: dict[str, tuple[Any, ...]] = {
    "handler": ({"features": [1.0, 2.0], "body": json.dumps({"question": "What is Amazon S3?"})}, None),
    "reward_function": ({"track_width": 1.0, "distance_from_center": 0.1, "all_wheels_on_track": True},),
}
# Parts of a request that an example shows alone: service and shape of the part.
_PARTS = {
    "metric_definitions": ("sagemaker", "MetricDefinitionList"),
    "train_channel": ("sagemaker", "Channel"),
    "capture": ("sagemaker", "DataCaptureConfig"),
}


def run_block(block: Block, folder: Path) -> list[str]:
    """Run a Python block, then what it leaves to a service to call, and check the parts of requests.

    Args:
        folder: An empty folder to run in; the files that examples read are laid there.

    Returns:
        What it asked AWS for, each as ``service:Operation``.
    """
    for name, text in _FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    names: dict[str, Any] = {**_NAMES, "__name__": "example"}
    # Blank lines before the code make a traceback name the sheet's own line.
    code = compile("\n" * block.line + block.code, str(block.sheet), "exec")
    with (
        closed_network() as called,
        contextlib.chdir(folder),
        contextlib.redirect_stdout(io.StringIO()),
        mock.patch("time.sleep"),
    ):
        exec(code, names)
        _call_functions(names)
        _check_parts(names)
    return called


def _call_functions(names: Mapping[str, Callable[..., Any]]) -> None:
    for name, arguments in _CALLS.items():
        if name in names:
            names[name](*arguments)


def _check_parts(names: Mapping[str, Any]) -> None:
    for name, (service, shape) in _PARTS.items():
        if name in names:
            validate_parameters(names[name], get_session().get_service_model(service).shape_for(shape))
