"""The exit code of `lodestar reconcile` says whether people have to look."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from lodestar.cli.reconcile import reconcile
from lodestar.governance.problem import Problem
from lodestar.governance.reconciliation import Outcome, Reconciled
from lodestar.governance.reported import ReportedFigure

FIGURE = ReportedFigure(
    "finance", "net", "month", date(2026, 9, 1), "total", "total", 5.0, 0.01, "Li", date(2026, 10, 1), "f.csv", 2
)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Runs the command on what the workflow would say."""
    (tmp_path / "dbt_project.yml").write_text("name: x\n", encoding="utf-8")
    application = typer.Typer()
    application.command()(reconcile)

    def called(*outcomes: Outcome, problems: tuple[Problem, ...] = (), arguments: tuple[str, ...] = ()):
        asked = []

        def answer(_project, department, metric, **_):
            asked.append((department, metric))
            return tuple(Reconciled(FIGURE, outcome, ours=4.0, problem="why") for outcome in outcomes)

        monkeypatch.setattr("lodestar.workflows.reconcile.reconcile", answer)
        monkeypatch.setattr("lodestar.workflows.reconcile.reported_problems", lambda _project: problems)
        done = CliRunner().invoke(application, ["--project-dir", str(tmp_path), "--quiet", *arguments])
        return done.exit_code, done.output, asked

    return called


@pytest.mark.parametrize(
    ("outcomes", "problems", "code"),
    [
        ((), (), 0),
        ((Outcome.agrees, Outcome.explained), (), 0),
        ((Outcome.agrees, Outcome.unexplained), (), 1),
        ((Outcome.agrees, Outcome.refused), (), 1),
        ((Outcome.agrees,), (Problem("f.csv", 3, "no number"),), 1),
    ],
)
def test_it_ends_with_1_only_where_people_have_to_look(run, outcomes, problems, code):
    assert run(*outcomes, problems=problems)[0] == code


def test_arguments_reach_the_workflow_and_the_report(run):
    code, output, asked = run(Outcome.agrees, arguments=("--department", "finance", "--metric", "net", "--lang", "zh"))
    assert (code, asked) == (0, [("finance", "net")])
    assert "一致" in output
    assert '"format": 1' in run(Outcome.agrees, arguments=("--format", "json"))[1]


def test_another_format_is_wrong_use(run):
    assert run(arguments=("--format", "html"))[0] == 2
