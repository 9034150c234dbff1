"""Running one measurement in a fresh process, so that no library's threads or memory reach the next."""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import ParamSpec, TypeVar

from launch.benchmarks.figures import NotMeasured

P = ParamSpec("P")
T = TypeVar("T")


def run_apart(variables: Mapping[str, str], function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function in a new process.

    Args:
        variables: Environment variables of that process beside our own; numeric libraries read theirs when
            they are imported.

    Raises:
        NotMeasured: The process died.
    """
    with _with_variables(variables), ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(function, *args, **kwargs).result()
        except BrokenProcessPool as error:
            raise NotMeasured(f"the process of {function.__qualname__} died") from error
        except KeyboardInterrupt:
            # Leaving the pool would wait for the measurement's end.
            for child in active_children():
                child.terminate()
            raise


@contextmanager
def _with_variables(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
