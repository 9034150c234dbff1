"""Runs the dialogue server: `python -m bot`, a quicker and smaller start than `rasa run`."""

from __future__ import annotations

import argparse
import logging
import os
import socket
import sys

from bot.absent_packages import leave_out, refuse_use

# The tutor is one process and soon the slower side.
MAX_WORKERS = 8


def main() -> None:
    """Serve until told to stop; the exit code is 1 when the dialogue cannot start."""
    options = _read_options()
    _refuse_taken_port(options.interface, options.port)
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    # Rasa and its packages warn of their own age, which nobody here can mend. Filters do not hold: some of
    # them set their own.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    leave_out("tensorflow", "keras")

    import rasa.core.run
    import rasa.engine.recipes.default_recipe
    from rasa.core.utils import AvailableEndpoints
    from rasa.shared.exceptions import RasaException
    from rasa.utils.log_utils import configure_structlog

    from bot.action_endpoint import ActionEndpoint
    from bot.workers import serve_with_workers, share_locks

    # All components are imported by now, the recipe saw to that.
    refuse_use()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stdout)
    logging.getLogger().setLevel(options.log_level)
    configure_structlog(logging.getLevelName(options.log_level))

    def serve() -> None:
        endpoints = AvailableEndpoints.read_endpoints(options.endpoints)
        if endpoints.action:
            endpoints.action = ActionEndpoint.from_config(endpoints.action)
        if options.workers > 1:
            share_locks(endpoints)
        try:
            rasa.core.run.serve_application(
                options.model,
                credentials=options.credentials,
                endpoints=endpoints,
                interface=options.interface,
                port=options.port,
                # Anyone who can reach Rasa's own API can load a model of their choice.
                enable_api=False,
            )
        except RasaException as error:
            sys.exit(f"{type(error).__name__}: {error}")

    if options.workers == 1:
        serve()
    else:
        sys.exit(serve_with_workers(serve, options.workers, options.interface, options.port))


def _refuse_taken_port(interface: str, port: int) -> None:
    """Sanic only logs that a port is taken, after the model is loaded, and then ends as if all were well."""
    with socket.socket() as probe:
        # Without this a port that was served a minute ago counts as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface, port))
        except OSError as error:
            sys.exit(
                f"cannot listen on {interface}:{port} ({error.strerror}): stop what does, or give --port"
            )


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    parser.add_argument("--model", default="var/models/dialogue.tar.gz")
    parser.add_argument("--endpoints", default="bot/endpoints.yml")
    parser.add_argument("--credentials", default="bot/credentials.yml")
    parser.add_argument("--interface", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--workers", type=int, default=1, choices=range(1, MAX_WORKERS + 1), metavar="N")
    parser.add_argument("--log-level", default="WARNING", choices=["DEBUG", "INFO", "WARNING", "ERROR"])
    return parser.parse_args()


if __name__ == "__main__":
    main()
