"""First stage of `make run` and `make test`: any Python 3.8, environments made, then the second stage."""

from __future__ import annotations

import os
import sys

from launch.console import SetupFailed
from launch.environments import ROOT, TUTOR, ensure_environments

# Command to the module that carries it out in the tutor's environment, and whether that needs the packages
# of the tests.
_COMMANDS = {
    "run": ("launch.run", False),
    "test": ("launch.checks", True),
    "bench": ("launch.bench", True),
}


def main() -> int:
    """Make the environments and hand over to the tutor's Python."""
    if len(sys.argv) < 2 or sys.argv[1] not in _COMMANDS:
        sys.stderr.write(f"usage: python3 -m launch {{{'|'.join(_COMMANDS)}}}\n")
        return 2
    module, with_tests = _COMMANDS[sys.argv[1]]
    try:
        ensure_environments(with_tests)
    except SetupFailed as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped; run the command again and it goes on from here.\n")
        return 130
    os.chdir(ROOT)
    return os.execv(str(TUTOR.python), [str(TUTOR.python), "-m", module, *sys.argv[2:]])


if __name__ == "__main__":
    sys.exit(main())
