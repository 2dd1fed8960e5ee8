"""Who must know is told with names and counts alone, and the caller never learns of a chat's troubles."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from lodestar.alerts.channel import EVENTS, load_channels
from lodestar.errors import (
    BuildError,
    CheckError,
    ConfigurationError,
    IntakeError,
    LockedError,
    PartialReleaseError,
    UsageError,
)
from lodestar.quality.result import CheckResult
from lodestar.releases.journal import Journal, write_journal
from lodestar.report.alert_text import AlertFacts, FailedCheck, alert_text
from lodestar.report.words import Words
from lodestar.settings import Project
from lodestar.workflows import send_alerts
from lodestar.workflows.build import build
from lodestar.workflows.send_alerts import list_alerts, send_soon, try_channel
from lodestar.workflows.tell import alerting, tell, tell_of_failure
from tests.conftest import bring
from tests.lodestar.alerts.chat import serving

CHANNELS = """channels:
  - {name: data-team, kind: wecom, url_from: CHAT_URL, events: [build_failed, quarantine], language: zh}
  - {name: ops, kind: slack, url_from: OPS_URL, events: [build_failed]}
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "channels.yml").write_text(CHANNELS)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "fct_orders.sql").write_text("select 1")
    folders = {"model-paths": (tmp_path / "models",)}
    return Project(tmp_path, "shop", tmp_path / "raw", tmp_path / "hub", "UTC", "monday", {}, folders)


def texts(project, channel="ops"):
    return [entry.text for entry in list_alerts(project)[0] if entry.channel == channel]


def test_each_channel_that_wants_the_event_is_told_in_its_language(project):
    assert len(tell(project, "build_failed", AlertFacts("b1", "dbt"))) == 2
    assert len(tell(project, "quarantine", AlertFacts("b1", rows=1200))) == 1
    assert tell(project, "doctor", AlertFacts("b1")) == ()

    assert "dbt could not build the models." in texts(project)[0]
    chinese = texts(project, "data-team")
    assert "dbt 未能构建模型。" in chinese[0]
    assert "行数：1,200" in chinese[1]


def test_the_same_event_of_the_same_build_is_told_once(project):
    assert len(tell(project, "build_failed", AlertFacts("b1"))) == 2
    assert tell(project, "build_failed", AlertFacts("b1", rows=3)) == ()
    assert len(tell(project, "build_failed", AlertFacts("b2"))) == 2


def test_a_failed_build_is_told_with_tables_rules_rows_metrics_and_files_and_no_value(project):
    (project.raw_dir / "orders").mkdir(parents=True)
    (project.raw_dir / "orders" / "january.csv").write_text("id\n1\n")
    checks = [
        CheckResult(
            "dbt", "marts.fct_orders", "id is never null", "block", "failed", 1234, "such as 13812345678", ("aov",)
        ),
        CheckResult("dbt", "marts.dim_stores", "warned only", "warn", "failed", 7),
    ]
    reason = "2 checks failed: 13812345678 of orders/january.csv, anna@example.org in marts.fct_orders"
    journal = Journal("20261122T090000Z-aaaaaa", "aborted", "", checks=[c.as_dict() for c in checks], reason=reason)
    write_journal(project.build_dir, journal)

    tell_of_failure(project, CheckError(reason))

    (said,) = texts(project)
    assert said.splitlines() == [
        "Lodestar shop: the build failed, nothing was published",
        "Checks said no:",
        "- marts.fct_orders: id is never null (rows: 1,234)",
        "Tables: marts.fct_orders",
        "Metrics: aov",
        "Files: orders/january.csv",
        "Rows: 1,234",
        "Nothing is published yet.",
        "Next: mend what is named here, then `lodestar build`. hub/data_docs/index.html shows the checks.",
        "About: 20261122T090000Z-aaaaaa",
    ]


def test_names_in_an_error_are_told_when_the_project_has_them_and_nothing_else(project):
    (project.raw_dir / "orders").mkdir(parents=True)
    (project.raw_dir / "orders" / "may.csv").write_text("id\n1\n")

    tell_of_failure(
        project, IntakeError(f"{project.raw_dir}/orders/may.csv:3: 'anna' is no number, see ../x and /etc/passwd")
    )
    tell_of_failure(project, BuildError("Model marts.fct_orders: value 13812345678 can't be cast"))

    intake, dbt = texts(project)
    assert "Files: orders/may.csv" in intake
    assert "Tables: marts.fct_orders" in dbt
    assert not any(secret in intake + dbt for secret in ("anna", "passwd", "138123"))


@pytest.mark.parametrize("error", [LockedError("Another build is running"), UsageError("no such folder")])
def test_a_build_that_was_refused_is_no_bad_day(project, error):
    assert tell_of_failure(project, error) == ()


def test_a_disk_that_refuses_is_said_and_the_caller_goes_on(project, caplog):
    project.hub_dir.mkdir()
    project.outbox_dir.write_text("no folder")

    assert tell(project, "build_failed", AlertFacts("b1")) == ()
    assert "Nobody could be told of build_failed" in caplog.text


def test_a_wrong_file_of_channels_is_said_with_its_line_and_the_caller_goes_on(project, caplog):
    file = project.root / "governance" / "channels.yml"
    file.write_text(CHANNELS.replace("url_from: OPS_URL", "url_from: https://hooks.slack.com/services/T/B/hush"))

    with pytest.raises(
        ConfigurationError, match=r"^governance/channels\.yml:3: url_from must name an environment"
    ) as no:
        load_channels(project.root)
    assert tell(project, "build_failed", AlertFacts("b1")) == ()
    assert "channels.yml:3" in caplog.text
    assert "hush" not in caplog.text + str(no.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("channels: [", r"channels\.yml:1: it is not YAML"),
        ("- a", r"channels\.yml:1: it must hold"),
        (CHANNELS + CHANNELS.splitlines()[2] + "\n", r"channels\.yml:4: a channel of this name stands above"),
        (
            CHANNELS.replace("slack", "wecom, secret_from: S"),
            r"channels\.yml:3: secret_from is for feishu and dingtalk",
        ),
    ],
)
def test_what_is_wrong_with_the_file_is_told_with_its_line(project, text, message):
    (project.root / "governance" / "channels.yml").write_text(text)

    with pytest.raises(ConfigurationError, match=message):
        load_channels(project.root)


@pytest.mark.parametrize("event", [*EVENTS, "test"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_event_has_words_that_begin_with_lodestar_and_say_what_to_do(event, language):
    full = AlertFacts("b", "checks", (FailedCheck("t", "r", 2),) * 12, ("t",), ("m",) * 2, ("f\x1b[2J\n",), 12, "r1")
    said = alert_text("shop", event, full, Words(language))

    assert said.startswith("Lodestar ")
    assert ("Next: " in said) if language == "en" else ("下一步：" in said)
    assert "r1" in said
    assert "\x1b" not in said
    assert "{" not in said


def test_long_lists_of_names_are_counted():
    names = tuple(f"metric_{number}" for number in range(13))
    said = alert_text("shop", "doctor", AlertFacts("b", metrics=names), Words("en"))

    assert "metric_9 and 3 more" in said
    assert "metric_10" not in said


def test_a_channel_is_tried_with_a_message_that_says_so(project, monkeypatch):
    with serving("slack") as chat:
        monkeypatch.setenv("OPS_URL", chat.url)
        assert [receipt.state for receipt in try_channel(project, "ops")] == ["sent"]
        assert "this is a test" in chat.texts[0]


def test_sending_soon_gives_up_on_time_even_when_a_name_server_hangs(project, monkeypatch):
    import time

    monkeypatch.setattr(send_alerts, "MOST_SECONDS", 0.3)
    monkeypatch.setattr("lodestar.alerts.delivery.socket.getaddrinfo", lambda *_, **__: time.sleep(3))
    monkeypatch.setenv("OPS_URL", "http://chat.invalid/")
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.delenv("CHAT_URL", raising=False)
    tell(project, "build_failed", AlertFacts("b1"))
    begun = time.monotonic()

    send_soon(project)

    assert time.monotonic() - begun < 1
    assert {entry.state for entry in list_alerts(project)[0]} == {"waiting"}  # the name alone was asked for


def test_around_a_build_an_error_goes_on_as_it_was_and_what_waits_is_sent_after_a_good_one(project, monkeypatch):
    with pytest.raises(BuildError, match="no dbt"), alerting(project):
        raise BuildError("no dbt")
    assert len(list_alerts(project)[0]) == 2

    for path in project.outbox_dir.glob("*.json"):
        text = json.loads(path.read_text())
        path.write_text(json.dumps(text | {"next_try_at": text["created_at"]}))
    with serving() as chat, serving("slack") as slack, alerting(project):
        monkeypatch.setenv("CHAT_URL", chat.url)
        monkeypatch.setenv("OPS_URL", slack.url)
        send_soon(project)
        assert len(chat.texts) == len(slack.texts) == 1
    assert list_alerts(project)[0] == []


def published(project, **facts):
    folder = project.releases_dir / "r7"
    folder.mkdir(parents=True)
    checks = [
        CheckResult("dbt", "raw.orders", "amount is not negative", "block", "failed", 12, "-5 of anna").as_dict(),
        CheckResult("dbt", "raw.orders", "id is unique", "block", "passed").as_dict(),
    ]
    (folder / "release.json").write_text(json.dumps({"release_id": "r7", "checks": checks, **facts}))
    (project.hub_dir / "current").symlink_to("releases/r7")


def with_events(project, *events):
    file = project.root / "governance" / "channels.yml"
    file.write_text(CHANNELS.replace("events: [build_failed]", f"events: [{', '.join(events)}]"))


@pytest.mark.parametrize("is_raised", [True, False], ids=["raised", "told after"])
def test_a_release_with_earlier_values_is_told_as_one_and_never_as_a_failed_build(project, is_raised):
    with_events(project, "build_failed", "release_partial")
    kept = {"values_of": "r6", "reason": "raw.orders: amount is not negative: 12 bad rows"}
    left = {"new_metric": {"reason": "x", "is_table": False}, "new_table": {"reason": "x", "is_table": True}}
    published(project, stale={"net_revenue": kept}, stale_tables={"scorecard": kept}, left_out=left)

    for _ in range(2):
        if is_raised:
            with pytest.raises(PartialReleaseError), alerting(project):
                raise PartialReleaseError("Published release r7 without 1 metric")
        else:
            with alerting(project):
                pass

    (said,) = texts(project)
    assert said.splitlines() == [
        "Lodestar shop: a release was published, and some metrics in it are stale",
        "Checks said no:",
        "- raw.orders: amount is not negative (rows: 12)",
        "Tables: scorecard, new_table",
        "Metrics: net_revenue, new_metric",
        "Rows: 12",
        "People read release r7; what is named here keeps earlier values in it.",
        "Next: mend what is named here, then `lodestar build`. `lodestar metrics` shows which metrics are stale.",
        "About: r7",
    ]


def test_a_whole_release_is_told_to_nobody(project):
    with_events(project, "release_partial")
    published(project, stale={}, stale_tables={}, left_out={})

    with alerting(project):
        pass

    assert list_alerts(project) == ([], [])


def test_of_a_damaged_release_nobody_says_that_people_read_it(project):
    with_events(project, "release_damaged")
    published(project)

    tell(project, "release_damaged", AlertFacts("r7", files=("release.json",)))
    tell(project, "release_damaged", AlertFacts("r6", files=("release.json",), served="r5"))

    assert "r5" in texts(project)[1]
    assert "read release" not in texts(project)[0]
    assert "published yet" not in texts(project)[0]


def test_a_project_without_channels_keeps_nothing(project):
    (project.root / "governance" / "channels.yml").unlink()

    assert tell_of_failure(replace(project, name="x"), BuildError("no")) == ()
    assert not project.outbox_dir.exists()


@pytest.mark.slow
def test_a_delivery_that_fails_its_checks_is_told_with_the_metrics_that_keep_their_values(built_market, monkeypatch):
    market = built_market
    (market.root / "governance").mkdir()
    (market.root / "governance" / "channels.yml").write_text(
        "channels:\n  - {name: team, kind: wecom, url_from: CHAT_URL, events: [build_failed, release_partial]}\n"
    )
    bring(market, "visits", "february", "id,visited_on,page\n7,2026-02-03,evil-page-13812345678\n")
    with serving() as chat, alerting(market):
        monkeypatch.setenv("CHAT_URL", chat.url)
        build(market)
        assert chat.texts == []  # a build waits for no chat; what is around it does

    (said,) = chat.texts
    assert said.splitlines()[:6] == [
        "Lodestar market: a release was published, and some metrics in it are stale",
        "Checks said no:",
        "- marts.fct_visits: page is one of ours (rows: 1)",
        "Tables: market_months",
        "Metrics: revenue_per_visit, visit_count",
        "Rows: 1",
    ]
    assert "13812345678" not in said
