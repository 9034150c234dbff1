"""Pictures of every card for docs/, taken of the real widget with sample replies.

python -m tests.end_to_end.pictures docs/pictures/cards
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.api import samples
from tests.end_to_end.widget import FLAGS, ScriptedTutor, hear, open_page

CARDS = {
    "answer": samples.ANSWER,
    "comparison": samples.COMPARISON,
    "worked-question": samples.WORKED,
    "notice": samples.NOT_COVERED,
    "single": samples.CHOICE,
    "multiple": samples.MULTIPLE,
    "ordering": samples.ORDERING,
    "matching": samples.MATCHING,
    "words": samples.WORDS,
    "exam-question": samples.EXAM_QUESTION,
    "feedback-right": samples.RIGHT,
    "feedback-wrong": samples.WRONG,
    "feedback-unsure": samples.UNSURE,
    "progress": samples.PROGRESS,
    "progress-new": samples.PROGRESS_OF_NOBODY_YET,
    "exam": samples.RUNNING,
    "exam-report": samples.ENDED,
}
WIDTHS = {"desktop": 860, "phone": 360}
# Higher than any card: nothing lies over what is taken.
HEIGHT = 3600


def take(browser: Browser, folder: Path, width: str, scheme: str) -> None:
    """Take every card at a width and in a colour scheme."""
    tutor = ScriptedTutor()
    page = browser.new_page(
        viewport={"width": WIDTHS[width], "height": HEIGHT}, color_scheme=scheme, reduced_motion="reduce"
    )
    open_page(page, tutor)
    for name, reply in CARDS.items():
        turn = hear(page, tutor, reply)
        page.wait_for_timeout(400)
        turn.locator(".card").first.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
    page.close()


def main() -> int:
    """Take them all."""
    if len(sys.argv) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                take(browser, folder, width, scheme)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
