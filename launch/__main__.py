"""First stage of `make run` and `make test`: any Python 3.8, environments made, then the second stage."""

from __future__ import annotations

import os
import sys

from launch.console import SetupFailed
from launch.environments import EXAMPLES, ROOT, TUTOR, TUTOR_DEV, ensure_environments

# Command to the module that carries it out, and the environment that it runs in.
_COMMANDS = {
    "run": ("launch.run", TUTOR),
    "test": ("launch.checks", TUTOR_DEV),
    "bench": ("launch.bench", TUTOR_DEV),
    "evaluate": ("launch.evaluate", TUTOR_DEV),
    "check-examples": ("launch.examples", EXAMPLES),
}


def main() -> int:
    """Make the environments and hand over to the command's Python."""
    if len(sys.argv) < 2 or sys.argv[1] not in _COMMANDS:
        sys.stderr.write(f"usage: python3 -m launch {{{'|'.join(_COMMANDS)}}}\n")
        return 2
    module, environment = _COMMANDS[sys.argv[1]]
    try:
        ensure_environments(environment)
    except SetupFailed as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped; run the command again and it goes on from here.\n")
        return 130
    os.chdir(ROOT)
    return os.execv(str(environment.python), [str(environment.python), "-m", module, *sys.argv[2:]])


if __name__ == "__main__":
    sys.exit(main())
