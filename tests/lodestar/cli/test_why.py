"""`lodestar why` hands its arguments on, and prints text or JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from lodestar.cli.why import why
from lodestar.errors import UsageError
from tests.lodestar.report.test_why_documents import STATEMENT, TEXT, statement
from tests.lodestar.report.test_why_documents import why as found


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Runs the command on what the workflow would say; answers output and what it was asked."""
    (tmp_path / "dbt_project.yml").write_text("name: x\n", encoding="utf-8")
    application = typer.Typer()
    application.command()(why)
    asked = []
    monkeypatch.setattr("lodestar.workflows.why.why", lambda _, metric, **rest: asked.append((metric, rest)) or found())
    monkeypatch.setattr(
        "lodestar.workflows.why.state_teams", lambda _, metric, **rest: asked.append((metric, rest)) or statement()
    )

    def called(*arguments: str):
        done = CliRunner().invoke(application, ["learners", "--project-dir", str(tmp_path), *arguments])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.output, asked

    return called


def test_arguments_reach_the_workflow(run):
    output, asked = run("--from", "2026-09", "--to", "2026-10", "--by", "shop", "--grain", "month")

    assert output == TEXT
    assert asked == [("learners", {"first": "2026-09", "last": "2026-10", "grain": "month", "dimension": "shop"})]


def test_teams_are_stated(run):
    output, asked = run("--teams", "--from", "2026-09")

    assert output.split() == STATEMENT.split()
    assert asked == [("learners", {"first": "2026-09", "last": None, "grain": None})]


def test_json_and_chinese_can_be_asked_for(run):
    assert json.loads(run("--format", "json")[0])["metric"] == "learners"
    assert json.loads(run("--format", "json", "--teams")[0])["teams"]
    assert "按构成分解" in run("--lang", "zh")[0]


def test_teams_of_one_dimension_are_refused(run):
    with pytest.raises(UsageError, match="takes no --by"):
        run("--teams", "--by", "shop")
