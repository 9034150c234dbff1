"""What the owner of the sheets should read: questions without an answer, and feedback. Never who asked."""

import datetime as dt
import json
import threading
from pathlib import Path


class Records:
    """Appends lines of JSON to files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def note_unanswered(self, question: str, reason: str, nearest: list[str], confidence: float) -> None:
        """Keep a question that the sheets did not answer, why, and the headings that came closest."""
        row = {"question": question, "reason": reason, "nearest": nearest, "confidence": round(confidence, 3)}
        self._append("unanswered", row)

    def note_feedback(self, text: str, subject: str | None) -> None:
        """Keep what a learner said of an answer, and the subject that it was about."""
        self._append("feedback", {"text": text, "subject": subject})

    def _append(self, name: str, row: dict[str, object]) -> None:
        line = json.dumps({"day": dt.datetime.now(dt.UTC).date().isoformat(), **row}, ensure_ascii=False)
        with self._lock:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / f"{name}.jsonl").open("a", encoding="utf-8") as file:
                file.write(line + "\n")
