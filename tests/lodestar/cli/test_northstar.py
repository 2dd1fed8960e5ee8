"""`lodestar northstar` says what history shows, in each format and language."""

from __future__ import annotations

import csv
import io
import json
import re

import numpy as np
import pytest
from typer.testing import CliRunner

from lodestar.cli.app import app
from lodestar.errors import LodestarError
from tests.lodestar.review.histories import remembering, series
from tests.lodestar.review.published import published

TREE = "metric: minutes\ndrivers:\n  - {metric: visits, team: t}\n  - {metric: orders, team: t}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("northstar")
    random = np.random.default_rng(1)
    x = remembering(random, 82, 0.4, 0.08)
    stores = [
        series("minutes", [5.0] * 80, dimension="store", member=f"s{n}", denominators=[10.0 + n] * 80) for n in range(6)
    ]
    known = [
        series("minutes", [*(50 * np.exp(x[2:])), 1.0], denominators=[120.0] * 81, provisional=1),
        *stores,
        series("visits", 9 * np.exp(x[2:] + random.normal(0, 0.01, 80))),
        series("orders", 9 * np.exp(random.normal(0, 0.1, 80))),
        series("revenue", 1000 * np.exp(0.7 * x[:80] + random.normal(0, 0.02, 80))),
        series("new_members", range(100, 180)),
    ]
    published(folder, known, {"revenue": {"role": "outcome"}, "minutes": {"label_zh": "学习时长", "unit": "minutes"}})
    (folder / "governance/trees").mkdir(parents=True)
    (folder / "governance/trees/minutes.yml").write_text(TREE, encoding="utf-8")
    return folder


@pytest.fixture
def run(folder):
    def called(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["northstar", *arguments, "--project-dir", str(folder)])
        if isinstance(done.exception, LodestarError):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.output

    return called


def test_the_table_has_every_candidate_in_its_place(run):
    output = run("backtest", "new_members", "minutes")

    assert re.search(r"^1 +minutes +good +good +good +fair +good +good$", output, re.M)
    assert re.search(r"^2 +new_members .* poor ", output, re.M)
    said = " ".join(output.split())
    assert re.search(r"revenue: 1% more goes with \+0\.\d\d% 2 periods later", said)
    assert "it never fell" in said
    assert "There is no score." in said
    assert "the largest member of store (6) is s5 with 20%" in said


def test_chinese_and_markdown_say_the_same(run):
    output = run("backtest", "minutes", "--lang", "zh", "--format", "md")

    assert "| 1 | minutes | 好 | 好 | 好 | 中 | 好 | 好 |" in output
    assert "学习时长" in output
    assert "good" not in output
    assert not re.search("[a-z]{4,} [a-z]{3,} [a-z]{3,}", output), "an English phrase"


def test_json_has_every_number(run):
    document = json.loads(run("backtest", "minutes", "--outcomes", "revenue", "--retention", "", "--format", "json"))

    (card,) = document["cards"]
    assert (document["outcomes"], document["retentions"], card["place"]) == (["revenue"], [], 1)
    assert card["grades"]["lead"] == "good"
    assert (card["lead"]["followers"][0]["metric"], card["lead"]["followers"][0]["lag"]) == ("revenue", 2)
    assert (card["coverage"]["known"], card["coverage"]["waiting"]) == (80, 1)


def test_influences_are_shown_only_where_they_are_clear(run):
    output = run("influences")

    (visits,) = (line for line in output.splitlines() if line.split()[1:2] == ["visits"])
    (orders,) = (line for line in output.splitlines() if line.split()[1:2] == ["orders"])
    assert visits.split()[:4] == ["minutes", "visits", "week", "0"]
    assert visits.endswith("measured")
    assert orders.endswith("not distinguishable from zero")
    assert orders.split()[3:5] == ["–", "–"]
    assert run("influences", "minutes") == output
    assert "与零无法区分" in run("influences", "--format", "md", "--lang", "zh")
    assert json.loads(run("influences", "--format", "json"))["trees"][0]["influences"][0]["lag"] == 0


def test_a_bridge_marks_what_was_never_measured(run):
    text = run("bridge", "minutes", "visits", "--from", "2025-01-06", "--to", "2025-03-31")

    lines = {line.split()[0]: line for line in text.splitlines() if line[:2] == "20"}
    assert "~" in lines["2024-12-30"]
    assert "=" in lines["2025-01-06"]
    assert "~" not in lines["2025-01-06"]
    assert "*" in lines["2025-07-14"]
    assert "mean of 13 periods" in text
    rows = list(csv.DictReader(io.StringIO(run("bridge", "minutes", "visits", "--format", "csv"))))
    assert len(rows) == 81
    assert [row["is_in_new_computed"] for row in rows[:2]] == ["true", "false"]
    assert rows[-1]["new"] == ""
    document = json.loads(run("bridge", "minutes", "visits", "--format", "json"))
    assert document["factor"] == pytest.approx(9 / 50, rel=0.02)
    assert "| 时期 | minutes | visits |" in run("bridge", "minutes", "visits", "--format", "md", "--lang", "zh")


@pytest.mark.parametrize(
    "arguments",
    [("backtest", "minuts"), ("influences", "visits"), ("bridge", "minutes", "minutes"), ("bridge", "a", "minutes"),
     ("bridge", "minutes", "visits", "--from", "soon")],
)  # fmt: skip
def test_wrong_use_is_a_sentence(run, arguments):
    with pytest.raises(LodestarError) as raised:
        run(*arguments)
    assert raised.value.exit_code == 2
    assert str(raised.value).endswith((".", "?"))
