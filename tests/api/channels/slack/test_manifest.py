"""The manifest and its page say what the app does."""

import re

import pytest
import yaml

from api.channels.slack.app import REDIRECT_PATH, SCOPES
from api.channels.slack.channel import EVENTS_PATH
from api.channels.slack.commands import NAME
from api.channels.slack.settings import SlackSettings
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "slack-manifest.yml").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "slack.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def manifest():
    return yaml.safe_load(TEXT)


def test_it_asks_for_the_rights_that_the_app_has_and_the_page_tells_what_each_is_for(manifest):
    assert tuple(manifest["oauth_config"]["scopes"]["bot"]) == SCOPES
    told = PAGE.partition("## What each scope is for")[2].partition("## ")[0]
    assert set(re.findall(r"`([a-z_]+(?::[a-z]+)?)`", told)) == set(SCOPES)


def test_it_names_the_command_and_all_of_its_words(manifest):
    (command,) = manifest["features"]["slash_commands"]
    assert command["command"] == NAME
    words = command["usage_hint"].split(" | ")
    assert set(words) == set("ask quiz exam progress review stop daily mute link help".split())


def test_it_keeps_slacks_limits(manifest):
    """docs.slack.dev/reference/app-manifest, read in November 2026."""
    about = manifest["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 174 <= len(about["long_description"]) <= 4000
    assert len(manifest["features"]["bot_user"]["display_name"]) <= 80
    assert len(manifest["features"]["assistant_view"]["assistant_description"]) <= 300


def test_with_its_addresses_it_is_a_manifest_for_http_too():
    http = yaml.safe_load(re.sub(r"^(\s*)# (?=(?:url|request_url|redirect_urls):)", r"\1", TEXT, flags=re.M))
    host = "https://tutor.example.org"
    assert http["features"]["slash_commands"][0]["url"] == f"{host}{EVENTS_PATH}"
    assert http["settings"]["event_subscriptions"]["request_url"] == f"{host}{EVENTS_PATH}"
    assert http["settings"]["interactivity"]["request_url"] == f"{host}{EVENTS_PATH}"
    assert http["oauth_config"]["redirect_urls"] == [f"{host}{REDIRECT_PATH}"]


def test_the_page_names_settings_that_there_are():
    named = {name.lower() for name in re.findall(r"\bSLACK_([A-Z_]+)", PAGE)}
    assert named <= set(SlackSettings.model_fields)
