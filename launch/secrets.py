"""Secrets made at set-up and kept on this machine."""

import json
import os
import secrets
from pathlib import Path


def ensure_secrets(path: Path) -> dict[str, str]:
    """Read the secrets of this installation; make them once, readable by their owner alone."""
    try:
        kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    for name in ("API_SESSION_SECRET", "DIALOGUE_SECRET"):
        kept.setdefault(name, secrets.token_urlsafe(32))
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(kept, file, indent=2)
    return kept
