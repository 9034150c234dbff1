"""The Python environments, made from their locks when missing or stale. Runs on any Python 3.8."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from launch.console import SetupFailed, Step, run_logged, say

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "var" / "log"
# Chosen first, so that pip takes the build that TORCH_INDEX or the machine offers.
_TORCH = "torch=="


@dataclass(frozen=True)
class Environment:
    """A virtual environment and what belongs into it.

    Attributes:
        versions: Python versions that will do, the best first.
        variable: Environment variable that names an interpreter, for when none is found.
    """

    name: str
    folder: Path
    lock: Path
    versions: tuple[str, ...]
    variable: str

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"


TUTOR = Environment(
    "tutor", ROOT / ".venv", ROOT / "requirements.lock", ("3.11", "3.12", "3.13"), "TUTOR_PYTHON"
)
TUTOR_DEV = Environment(
    "tutor and its tests", ROOT / ".venv", ROOT / "requirements-dev.lock", TUTOR.versions, TUTOR.variable
)
DIALOGUE = Environment(
    "dialogue", ROOT / "bot" / ".venv", ROOT / "bot" / "requirements.lock", ("3.10",), "DIALOGUE_PYTHON"
)
EXAMPLES = Environment(
    "examples",
    ROOT / "var" / "examples-venv",
    ROOT / "requirements-examples.lock",
    TUTOR.versions,
    TUTOR.variable,
)
# What our search is measured against; a process of `make evaluate` runs in it.
EVALUATE = Environment(
    "evaluation",
    ROOT / "var" / "evaluate-venv",
    ROOT / "requirements-evaluate.lock",
    TUTOR.versions,
    TUTOR.variable,
)


def ensure_environments(wanted: Environment) -> None:
    """Make an environment, and with a tutor's the dialogue's, fit its lock; nothing is done when it does.

    Raises:
        SetupFailed: No fitting Python was found, or an installation failed.
    """
    if wanted == TUTOR and _is_fresh(TUTOR_DEV):
        wanted = TUTOR_DEV
    needed = [wanted] if wanted in (EXAMPLES, EVALUATE) else [wanted, DIALOGUE]
    stale = [environment for environment in needed if not _is_fresh(environment)]
    if not stale:
        return
    pythons = {environment.name: find_python(environment) for environment in stale}
    say("Installing packages; this takes a few minutes, once.")
    with Step("packages of the " + " and of the ".join(e.name for e in stale)):
        with ThreadPoolExecutor(len(stale)) as pool:
            for done in [pool.submit(_install, e, pythons[e.name]) for e in stale]:
                done.result()


def find_python(environment: Environment) -> Path:
    """Find an interpreter of a fitting version: named, on the PATH, in pyenv's folder, or through uv.

    Raises:
        SetupFailed: There is none.
    """
    for version in environment.versions:
        for candidate in _candidates(environment, version):
            if _version_of(candidate) == version:
                return Path(candidate)
    for version in environment.versions:
        found = _from_uv(version)
        if found and _version_of(found) == version:
            return Path(found)
    wanted = " or ".join(environment.versions)
    raise SetupFailed(
        f"The {environment.name} needs Python {wanted}, and none was found on the PATH, in pyenv's versions "
        f"or through uv.\nGet one with `uv python install {environment.versions[0]}` or "
        f"`pyenv install {environment.versions[0]}`, or name one: "
        f"{environment.variable}=/path/to/python make run"
    )


def _candidates(environment: Environment, version: str) -> Iterator[str]:
    named = os.environ.get(environment.variable)
    if named:
        yield named
    for name in (f"python{version}", "python3", "python"):
        found = shutil.which(name)
        if found:
            yield found
    for root in _pyenv_roots():
        for folder in sorted((root / "versions").glob(f"{version}*"), reverse=True):
            yield str(folder / "bin" / "python")


def _pyenv_roots() -> Iterator[Path]:
    if os.environ.get("PYENV_ROOT"):
        yield Path(os.environ["PYENV_ROOT"])
    if shutil.which("pyenv"):
        answer = subprocess.run(["pyenv", "root"], capture_output=True, text=True, check=False)
        if answer.stdout.strip():
            yield Path(answer.stdout.strip())
    yield Path.home() / ".pyenv"


def _from_uv(version: str) -> str | None:
    if not shutil.which("uv"):
        return None
    subprocess.run(["uv", "python", "install", version], capture_output=True, check=False)
    answer = subprocess.run(["uv", "python", "find", version], capture_output=True, text=True, check=False)
    return answer.stdout.strip() or None


def _version_of(python: str) -> str | None:
    """Major and minor version of an interpreter that runs; a pyenv shim of an inactive version does not."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [python, "-c", code], capture_output=True, text=True, timeout=20, check=False, cwd=str(ROOT)
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() or None


def _stamp(environment: Environment) -> str:
    return hashlib.sha256(environment.lock.read_bytes()).hexdigest()


def _is_fresh(environment: Environment) -> bool:
    stamp = environment.folder / "installed"
    try:
        is_current = stamp.read_text(encoding="utf-8") == _stamp(environment)
    except OSError:
        return False
    # A folder that was moved has an interpreter that still runs and packages that still import.
    return is_current and _version_of(str(environment.python)) in environment.versions


def _install(environment: Environment, python: Path) -> None:
    log = LOGS / f"install-{environment.name.split()[0]}.log"
    stamp = environment.folder / "installed"
    if stamp.exists():
        stamp.unlink()
    if _version_of(str(environment.python)) not in environment.versions:
        shutil.rmtree(environment.folder, ignore_errors=True)
        run_logged(
            [str(python), "-m", "venv", str(environment.folder)],
            log,
            ROOT,
            way_out="On Debian and Ubuntu, `apt install python3-venv` brings what is missing.",
        )
    way_out = "Check the connection to the package index and run the command again; it goes on from here."
    pip = [str(environment.python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    torch = _torch_pin(environment)
    if torch:
        index = os.environ.get("TORCH_INDEX")
        run_logged([*pip, torch, *(["--index-url", index] if index else [])], log, ROOT, way_out=way_out)
    run_logged([*pip, "-r", str(environment.lock)], log, ROOT, way_out=way_out)
    run_logged([str(environment.python), "-m", "pip", "check"], log, ROOT, way_out=way_out)
    stamp.write_text(_stamp(environment), encoding="utf-8")


def _torch_pin(environment: Environment) -> str | None:
    lines = environment.lock.read_text(encoding="utf-8").splitlines()
    return next((line.strip() for line in lines if line.startswith(_TORCH)), None)
