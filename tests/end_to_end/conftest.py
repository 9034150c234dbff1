"""What the browser tests share."""

import pytest
from playwright.sync_api import sync_playwright

from tests.end_to_end.widget import FLAGS


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()
