"""Row 36: a chat that says 200 and means no, wants rest, hangs, cuts the line, or counts bytes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from lodestar.errors import CheckError
from lodestar.releases.release import current_release
from lodestar.workflows import send_alerts
from lodestar.workflows.send_alerts import MOST_SECONDS, list_alerts
from lodestar.workflows.tell import AlertFacts, alerting, tell
from tests.lodestar.alerts.chat import serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.fault(36, "chat webhook: an error code with HTTP 200, 429, no answer, 5 KB of Chinese"),
]

CHANNELS = """channels:
  - {name: data-team, kind: wecom, url_from: FAULT_CHAT_URL, events: [build_failed, release_partial], language: zh}
"""


@pytest.fixture
def chat(monkeypatch):
    with serving() as chat:
        monkeypatch.setenv("FAULT_CHAT_URL", chat.url)
        yield chat


@pytest.fixture
def hours(monkeypatch):
    """Turns the clock of the sender."""
    now = [datetime.now(UTC)]
    monkeypatch.setattr(send_alerts, "_now", lambda: now[0])

    def pass_by(number):
        now[0] += timedelta(hours=number)

    return pass_by


def with_channels(project):
    (project.root / "governance").mkdir(exist_ok=True)
    (project.root / "governance" / "channels.yml").write_text(CHANNELS)
    return project


def test_36_a_chat_that_never_answers_costs_a_failed_build_seconds_and_nothing_else(seen, built_shop, chat):
    project = with_channels(built_shop)
    before = current_release(project.hub_dir).release_id
    no = CheckError("marts.fct_orders: 0 checks ran")
    chat.script = ["hang"] * 9

    begun = time.monotonic()
    with pytest.raises(CheckError) as told, alerting(project):
        raise no

    assert time.monotonic() - begun < MOST_SECONDS + 1
    assert told.value is no
    assert current_release(project.hub_dir).release_id == before
    (entry,) = list_alerts(project)[0]
    assert entry.state == "unconfirmed"
    assert "marts.fct_orders" in entry.text
    assert f"期间仍使用版本 {before}" in entry.text
    seen.happened("no answer: the build ended within 5 s, the message is kept as unconfirmed and not sent again")


@pytest.mark.thorough
def test_36_the_command_ends_as_ever_and_says_nothing_of_the_chat(seen, built_shop, chat):
    """The door itself, in a process of its own, against an error code in the body."""
    project = with_channels(built_shop)
    (project.expectations_dir / "fct_orders.yml").write_text("")
    chat.script = [(200, '{"errcode":93000,"errmsg":"invalid webhook url"}', {})]
    command = [sys.executable, "-c", "from lodestar.cli.app import main; main()", "build", "-q", "--project-dir"]

    done = subprocess.run(
        [*command, str(project.root)], capture_output=True, text=True, env=os.environ, timeout=120, check=False
    )

    assert done.returncode == 1
    assert "0 checks ran" in done.stderr
    assert "SECRET-KEY" not in done.stdout + done.stderr
    (entry,) = list_alerts(project)[0]
    assert (entry.state, entry.attempts) == ("waiting", 1)
    assert "code 93000" in entry.receipt
    seen.happened("HTTP 200 with an error code: not taken for delivered; kept and tried again")


@pytest.mark.parametrize(
    ("answers", "tries", "sentence"),
    [
        ([(200, '{"errcode":45009}', {})] * 2, 3, "an error code twice: sent with the third try, once"),
        ([(429, "", {"Retry-After": "120"})], 2, "429: left alone for as long as it asked, then sent once"),
        (["drop"], 1, "line cut after the message was read: never sent again by itself"),
        ([(503, "", {}), (502, "", {}), (500, "", {})], 4, "5xx three times: sent with the fourth try, once"),
    ],
    ids=["code", "429", "drop", "5xx"],
)
def test_36_a_message_arrives_once_whatever_the_chat_does(seen, shop, chat, hours, answers, tries, sentence):
    project = with_channels(shop)
    chat.script = list(answers)
    assert len(tell(project, "build_failed", AlertFacts("b1", "dbt", tables=("marts.fct_orders",), rows=12))) == 1

    with seen.recovery():
        for _ in range(8):
            send_alerts.send_alerts(project)
            assert tell(project, "build_failed", AlertFacts("b1")) == ()  # the build runs again meanwhile
            hours(2)

    assert len(chat.texts) == 1
    assert len(chat.paths) == tries
    seen.happened(sentence)


def test_36_five_kilobytes_of_chinese_arrive_whole_in_numbered_parts(seen, shop, chat, hours):
    project = with_channels(shop)
    files = tuple(
        f"订单明细/华东大区门店每日销售与退货流水汇总表第{number}批次{'补充' * 70}.csv" for number in range(10)
    )
    ids = tell(project, "release_partial", AlertFacts("b1", "intake", files=files))
    chat.script = ["ok", (429, "", {"Retry-After": "60"})]

    for _ in range(4):
        send_alerts.send_alerts(project)
        hours(2)

    said = chat.texts
    assert sum(len(text.encode()) for text in said) > 5000
    assert len(said) == len(ids) >= 3
    assert all(len(text.encode()) <= 2048 for text in said)
    assert [text.split(" ")[0] for text in said] == [f"({number}/{len(ids)})" for number in range(1, len(ids) + 1)]
    whole = "".join(text.split(" ", 1)[1] for text in said)
    assert all(name in whole for name in files)
    seen.happened(f"5 KB of Chinese: {len(ids)} numbered parts below 2,048 bytes, each once, in order")
