"""`lodestar alerts` shows what waits and what may have arrived, and sends again what a person names."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from lodestar.cli.app import app
from lodestar.errors import UnknownNameError
from tests.lodestar.alerts.chat import serving

CHANNELS = "channels:\n  - {name: team, kind: wecom, url_from: CLI_CHAT_URL, events: [doctor]}\n"


@pytest.fixture
def lodestar(tmp_path):
    (tmp_path / "dbt_project.yml").write_text("name: shop\n")
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "channels.yml").write_text(CHANNELS)

    def run(*arguments):
        return CliRunner().invoke(app, ["alerts", *arguments, "--project-dir", str(tmp_path)])

    return run


@pytest.fixture
def chat(monkeypatch):
    with serving() as chat:
        monkeypatch.setenv("CLI_CHAT_URL", chat.url)
        yield chat


def test_an_empty_outbox_is_told(lodestar):
    assert "No alert waits." in lodestar("list").output
    assert "Nothing is due." in lodestar("send").output


def test_a_channel_that_works_ends_with_0_and_one_that_refuses_with_1(lodestar, chat):
    good = lodestar("test", "team")
    chat.script = [(200, '{"errcode":93000}', {})]
    bad = lodestar("test", "team")

    assert (good.exit_code, good.output.strip()) == (0, "team: sent. HTTP 200, code 0.")
    assert (bad.exit_code, "code 93000: the robot's address is not valid" in bad.output) == (1, True)
    assert "SECRET-KEY" not in good.output + bad.output
    assert isinstance(lodestar("test", "taem").exception, UnknownNameError)


def test_what_may_have_arrived_is_listed_and_goes_again_when_a_person_says_so(lodestar, chat):
    chat.script = ["drop"]
    assert lodestar("test", "team").exit_code == 1

    listed = lodestar("list").output
    assert "1 alert may have arrived" in listed
    (name,) = {word for word in listed.split() if word.endswith("-1") and len(word) == 18}
    assert "Nothing is due." in lodestar("send").output
    assert f"{name} to team goes with the next" in lodestar("resend", name).output
    assert f"{name} to team: sent." in lodestar("send").output
    assert "No alert waits." in lodestar("list").output
    assert name in lodestar("list", "--sent").output
    assert isinstance(lodestar("resend", "nothing").exception, UnknownNameError)
