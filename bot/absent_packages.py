"""Stand-ins for packages that Rasa imports and this dialogue never uses.

Importing Rasa's server imports TensorFlow for the neural components, of which the pipeline has none. It
takes half of the CPU seconds of a start and 360 MB (measured 2026-11-21: 5.3 to 3.0 s, 620 to 260 MB).
A stand-in lets such a module be imported, and refuses to be used.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from types import ModuleType
from typing import Any, Sequence


class PackageLeftOut(RuntimeError):
    """Something wants to use a package that was left out."""


class _AbsentType(type):
    """The type of `Absent`, which gives itself for every attribute, subscript and call."""

    def __getattr__(cls, name: str) -> Any:
        # Python and its libraries look for these to learn what an object can do.
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Absent

    def __getitem__(cls, _: Any) -> Any:
        return Absent

    def __call__(cls, *_: Any, **__: Any) -> Any:
        if Absent.is_sealed:
            raise PackageLeftOut(
                f"{cls.__name__} needs {Absent.packages}, which `python -m bot` leaves out: "
                "use `rasa run` for a pipeline with neural components"
            )
        return Absent


class Absent(metaclass=_AbsentType):
    """Whatever a left-out package would hold: a base class, a decorator, a type, a constant."""

    is_sealed = False
    packages: tuple[str, ...] = ()


class _AbsentModule(ModuleType):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        # Only what has a path is asked for submodules.
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(Absent, name)


class _AbsentFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, packages: tuple[str, ...]) -> None:
        self._packages = packages

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 (import protocol)
        target: ModuleType | None = None,  # noqa: ARG002 (import protocol)
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in self._packages:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _AbsentModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


def leave_out(*packages: str) -> None:
    """Let imports of these packages find a stand-in; call it before anything imports them."""
    Absent.packages = packages
    sys.meta_path.insert(0, _AbsentFinder(packages))


def refuse_use() -> None:
    """From now on whoever calls a stand-in gets `PackageLeftOut`; call it when all is imported."""
    Absent.is_sealed = True
