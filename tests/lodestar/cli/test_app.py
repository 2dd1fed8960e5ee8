"""The command line says what to do next, ends with the right code, and never shows a traceback."""

import json
import subprocess
import sys

import pytest

from lodestar.cli.render import formatted

LODESTAR = [sys.executable, "-c", "from lodestar.cli.app import main; main()"]


def lodestar(*arguments, cwd=None):
    done = subprocess.run([*LODESTAR, *arguments], capture_output=True, text=True, cwd=cwd, timeout=120, check=False)
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["qury"], "Did you mean 'query'"),
        (["query"], "Missing argument"),
        (["query", "x", "--start", "soon"], "--start"),
        (["query", "x", "--member", "y"], "--member needs --by"),
        (["build"], "There is no dbt_project.yml"),
        (["review", "freeze", "--month", "october"], "is no month"),
        (["targets", "--month", "october"], "is no month"),
        (["actions", "--month", "2026-13"], "is no month"),
        (["panorama", "--format", "pdf"], "--format"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_is_wrong(tmp_path, arguments, message):
    if arguments[0] in ("query", "review", "targets", "actions", "panorama"):
        (tmp_path / "dbt_project.yml").write_text("name: x\n")
        (tmp_path / "hub").mkdir()
    done = lodestar(*arguments, cwd=tmp_path)

    # a month is read before the hub is, so that wrong use is told first
    assert (done.returncode, message in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: [", "is not YAML"),
        ("just words", "holds no settings"),
        ("name: x\nvars: {week_start: someday}", "write one of monday"),
        ("name: x\nvars: {business_timezone: Mars/Olympus}", "is no time zone"),
        ("name: x\nvars: {raw_dir: $NOWHERE_KNOWN/x}", "is not in the environment"),
        ("name: x\nvars: [1]", "vars must be a mapping"),
    ],
)
def test_a_project_file_that_can_not_be_meant_ends_with_2(tmp_path, text, message):
    (tmp_path / "dbt_project.yml").write_text(text)

    done = lodestar("metrics", cwd=tmp_path)

    assert (done.returncode, message in done.stderr) == (2, True), done.stderr


def test_nothing_published_ends_with_1(tmp_path):
    (tmp_path / "dbt_project.yml").write_text("name: x\n")

    done = lodestar("metrics", cwd=tmp_path)

    assert (done.returncode, "Nothing is published" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.2134, "ratio", "21.3%"),
        (1234567.5, "CNY", "1,234,567.50"),
        (1200.0, "orders", "1,200"),
        (None, "CNY", "–"),
        (-3.0, "points", "-3.00"),
    ],
)
def test_values_read_as_their_unit(value, unit, text):
    assert formatted(value, unit) == text


@pytest.mark.slow
def test_a_published_hub_answers_in_every_format(demo_hub):
    root = str(demo_hub.project.root)
    month = ["--grain", "month", "--start", "2026-10-01", "--end", "2026-10-01", "--project-dir", root]

    as_json = json.loads(lodestar("query", "net_revenue,orders", *month, "--format", "json").stdout)
    as_csv = lodestar("query", "net_revenue,orders", *month, "--format", "csv").stdout.splitlines()
    as_table = lodestar("query", "net_revenue,orders", *month).stdout

    assert [value["metric_name"] for value in as_json["values"]] == ["net_revenue", "orders"]
    assert as_csv[0].startswith("metric_name,grain,period_start,dimension,member,value")
    assert len(as_csv) == 3
    assert "2026-10-01" in as_table


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["query", "net_revnue"], "Did you mean 'net_revenue'?"),
        (["query", "nps", "--grain", "mnth"], "Did you mean 'month'?"),
        (["query", "net_revenue", "--by", "stor"], "Did you mean 'store'?"),
        (["query", "net_revenue", "--by", "channel", "--member", "wb"], "Did you mean 'web'?"),
        (["show", "netrevenue"], "Did you mean 'net_revenue'?"),
        (["rollback", "yesterday"], "No release is called 'yesterday'"),
        (["query", "net_revenue'; drop table x; --"], "No metric is called"),
    ],
)
def test_unknown_names_suggest_the_nearest(demo_hub, arguments, message):
    done = lodestar(*arguments, "--project-dir", str(demo_hub.project.root))

    assert (done.returncode, message in done.stderr) == (2, True), done.stderr


@pytest.mark.slow
def test_show_names_owner_formula_and_raw_columns(demo_hub):
    shown = lodestar("show", "net_revenue", "--project-dir", str(demo_hub.project.root)).stdout

    assert "commerce-analytics" in shown
    assert "raw.odoo__account_move: amount_untaxed, invoice_date" in shown
    assert "sum(refund_amount)" in shown
