"""What `northstar` takes from a release when nobody says what to take."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lodestar.errors import ReleaseError, UnknownNameError, UsageError
from lodestar.governance.register import Register
from lodestar.review.influence import Measured
from lodestar.settings import open_project
from lodestar.workflows.backtest import backtest_candidates, measure_influences, retentions_of
from tests.lodestar.review.histories import remembering, series
from tests.lodestar.review.published import published

FACTS = {
    "minutes": {"role": "north_star", "unit": "minutes per learner"},
    "revenue": {"role": "outcome"},
    "gone": {"role": "outcome", "status": "retired"},
    "course_retention": {"role": "driver", "unit": "ratio"},
    "active_learners": {"unit": "learners"},
    "new_learners": {"unit": "learners"},
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    random = np.random.default_rng(1)
    x = remembering(random, 82, 0.4, 0.08)
    counts = [200.0] * 80
    known = [
        series("minutes", 50 * np.exp(x[2:]), denominators=[120.0] * 80),
        series("minutes", [7.0] * 80, dimension="platform", member="web", denominators=[60.0] * 80),
        series("revenue", 1000 * np.exp(0.7 * x[:80] + random.normal(0, 0.02, 80))),
        series("revenue", [5.0] * 18, "month"),
        series("gone", counts),
        series("course_retention", 0.5 * np.exp(random.normal(0, 0.05, 80)), denominators=counts),
        series("active_learners", counts),
        series("new_learners", [9.0] * 80),
    ]
    return published(tmp_path_factory.mktemp("published"), known, FACTS)


def test_outcomes_retention_and_population_are_found_in_the_catalog(project):
    found = backtest_candidates(project, ["minutes", "minutes", "new_learners"])

    assert (found.outcomes, found.retentions, found.release_id) == (("revenue",), ("course_retention",), "r1")
    cards = {card.metric: card for _, card in found.cards}
    assert list(cards) == ["minutes", "new_learners"]
    assert cards["minutes"].coverage.population == "active_learners"
    assert cards["minutes"].coverage.users == pytest.approx(120 / 200)
    assert cards["new_learners"].coverage.users == pytest.approx(9 / 200)
    assert cards["minutes"].sensitivity.largest[0].member == "web"
    assert [(one.metric, one.outcome) for one in cards["minutes"].lead.followers] == [
        ("revenue", Measured.measured),
        ("course_retention", Measured.indistinct),
    ]
    assert cards["minutes"].lead.followers[0].lag == 2


def test_named_outcomes_and_retention_are_taken_instead(project):
    found = backtest_candidates(project, ["minutes"], outcomes=["new_learners"], retentions=[])

    assert (found.outcomes, found.retentions) == (("new_learners",), ())
    assert [one.metric for one in found.cards[0][1].lead.followers] == ["new_learners"]


def test_what_a_star_declares_as_retention_is_taken_first(project, monkeypatch):
    class Star:
        retention = ("new_learners", "unknown")

    monkeypatch.setattr("lodestar.workflows.backtest.read_register", lambda _: Register(north_stars=(Star(),)))

    assert backtest_candidates(project, ["minutes"]).retentions == ("new_learners", "course_retention")


def test_who_counts_most_users_has_no_population(project):
    assert backtest_candidates(project, ["active_learners"]).cards[0][1].coverage.users is None


@pytest.mark.parametrize("unknown", [{"candidates": ["minuts"]}, {"outcomes": ["minuts"]}, {"retentions": ["minuts"]}])
def test_an_unknown_metric_is_told_with_the_nearest(project, unknown):
    with pytest.raises(UnknownNameError, match="Did you mean 'minutes'"):
        backtest_candidates(project, **({"candidates": ["minutes"]} | unknown))


def test_no_candidate_is_wrong_use(project):
    with pytest.raises(UsageError, match="at least one"):
        backtest_candidates(project, [])


def test_without_a_release_it_says_so(tmp_path):
    (tmp_path / "dbt_project.yml").write_text("name: x\n", encoding="utf-8")
    with pytest.raises(ReleaseError):
        backtest_candidates(open_project(tmp_path), ["minutes"])


def test_retention_is_declared_or_a_share_that_is_named_so():
    formula = "count distinct(a) on day 7 after the first day of the same learner in b / b"
    rows = [
        {"metric_name": "comes_back", "unit": "ratio", "formula": formula},
        {"metric_name": "renewal_rate", "unit": "ratio"},
        {"metric_name": "m", "unit": "ratio", "label_zh": "次日留存率"},
        {"metric_name": "retained_learners", "unit": "learners", "label_zh": "留存学习者"},
        {"metric_name": "return_rate", "unit": "ratio"},
    ]
    assert retentions_of(rows) == ["comes_back", "renewal_rate", "m"]


def test_drivers_of_a_tree_are_measured_and_count_for_the_star(project: object, tmp_path: Path):
    tree = "metric: revenue\ndrivers:\n  - {metric: minutes, team: t}\n  - {metric: nowhere, team: t}\n"
    x = remembering(np.random.default_rng(1), 80, 0.4, 0.08)
    known = [series("minutes", np.exp(x)), series("revenue", 5 * np.exp(0.7 * x)), series("other", np.exp(x))]
    home = published(tmp_path, known)
    (tmp_path / "governance/trees").mkdir(parents=True)
    (tmp_path / "governance/trees/revenue.yml").write_text(tree, encoding="utf-8")

    (found,) = measure_influences(home)
    card = backtest_candidates(home, ["revenue"]).cards[0][1]

    assert found.star == "revenue"
    assert [one.outcome for one in found.influences] == [Measured.measured, Measured.no_shared_grain]
    assert measure_influences(home, "revenue") == (found,)
    assert card.movability.driving == 1
    with pytest.raises(UnknownNameError):
        measure_influences(home, "minutes")
