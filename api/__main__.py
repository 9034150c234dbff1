"""Runs the tutor process: ``python -m api``."""

import gc
import sys

from api.logs import configure_logs
from api.settings import ApiSettings
from knowledge.errors import KnowledgeError


def main() -> int:
    """Serve until stopped."""
    # What is loaded stays: looking through it for garbage costs a fifth of a start, and later a turn's while.
    gc.disable()
    import uvicorn

    from api.app import create_app

    settings = ApiSettings()
    configure_logs(settings.log_file)
    try:
        app = create_app(settings)
    except KnowledgeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    gc.freeze()
    gc.enable()
    uvicorn.run(app, host=settings.host, port=settings.port, log_config=None, access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
