"""Runs the tutor process: ``python -m api``."""

import sys

import uvicorn

from api.app import create_app
from api.logs import configure_logs
from api.settings import ApiSettings
from knowledge.errors import KnowledgeError


def main() -> int:
    """Serve until stopped."""
    settings = ApiSettings()
    configure_logs(settings.log_file)
    try:
        app = create_app(settings)
    except KnowledgeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    uvicorn.run(app, host=settings.host, port=settings.port, log_config=None, access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
