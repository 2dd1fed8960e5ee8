"""What departments report is compared with the hub and explained, on a shop whose values can be told by looking.

January has 30.00, of which 20.00 came back; February 35.50, of which 30.50 were ordered on 31 January in UTC.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from lodestar.errors import LockedError, ReleaseError, UnknownNameError
from lodestar.governance.reconciliation import Outcome, Reconciled
from lodestar.releases import lock
from lodestar.settings import Project, open_project
from lodestar.workflows.reconcile import reconcile, reported_problems

VARIANTS = {
    "before_returns": {"label": "Returns are not taken off", "replace": {"returned_amount_total": "0"}},
    "in_utc": {"label": "Days of UTC", "vars": {"business_timezone": "UTC"}},
    "of_stores": {"label": "Stores only", "models": {"fct_orders": "select * from this where store_id is not null"}},
    "misspelt": {"label": "Misspelt", "replace": {"retruned": "0"}},
    "broken": {"label": "Broken", "models": {"fct_orders": "select nowhere from this"}},
    "unread": {"label": "Unread", "models": {"fct_orders": "select 1 as order_id"}},
}
HEADER = "department,metric,grain,period_start,dimension,member,value,reported_by,reported_on"
REPORTED = """
agreeing,net_revenue,month,2026-01-01,total,total,10.00
gross,net_revenue,month,2026-01-01,total,total,30.00
north,net_revenue,month,2026-01-01,store,North,30.00
utc,net_revenue,month,2026-01-01,total,total,40.50
utc,net_revenue,month,2026-02-01,total,total,5
stores,net_revenue,month,2026-02-01,total,total,30.50
both,net_revenue,month,2026-01-01,total,total,60.50
nobody,net_revenue,month,2026-01-01,total,total,11.00
hundred,net_revenue,month,2026-01-01,total,total,1000
plain,average_order_value,month,2026-02-01,total,total,18.00
wrong,net_revenue,month,2026-01-01,total,total,30.00
wrong,net_revenu,month,2026-01-01,total,total,1.00
wrong,order_count,month,2026-01-01,total,total,1.00
wrong,net_revenue,quarter,2026-01-01,total,total,1.00
wrong,net_revenue,month,2026-01-15,total,total,1.00
wrong,net_revenue,month,2030-01-01,total,total,1.00
wrong,net_revenue,month,2026-01-01,region,North,1.00
wrong,net_revenue,month,2026-01-01,store,Nort,1.00
"""


def declare(project: Project, **keys: object) -> None:
    """Adds keys to the contract of net revenue."""
    path = project.root / "metrics" / "shop.yml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    declared["metrics"][0]["config"]["meta"]["lodestar"].update(keys)
    path.write_text(yaml.safe_dump(declared, sort_keys=False, allow_unicode=True), encoding="utf-8")


def report(project: Project, rows: str) -> None:
    """Writes what departments report."""
    folder = project.root / "governance" / "reported"
    folder.mkdir(parents=True, exist_ok=True)
    lines = [HEADER, *(f"{row},Li,2026-03-01" for row in rows.split())]
    (folder / "all.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def answers(
    shop_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Project, tuple[Reconciled, ...], str]:
    """The shop, what is said of all figures, and what else the hub held before."""
    root = tmp_path_factory.mktemp("reconciled") / "shop"
    shutil.copytree(shop_template, root, symlinks=True)
    project = open_project(root)
    declare(project, variants=VARIANTS)
    report(project, REPORTED)
    before = state(project)
    return project, reconcile(project), before


def state(project: Project) -> str:
    """Everything in the hub but what is made for looking."""
    kept = [path for path in sorted(project.hub_dir.rglob("*")) if not {"checkouts", "logs"} & set(path.parts)]
    return "\n".join(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in kept if path.is_file())


def of(answers, department: str) -> list[Reconciled]:
    return [one for one in answers[1] if one.figure.department == department]


def told(one: Reconciled) -> list[tuple[str, float | None]]:
    return [(part.name, part.amount) for part in one.explanation.parts] if one.explanation else []


def test_a_figure_that_is_the_hubs_agrees(answers):
    (one,) = of(answers, "agreeing")
    assert (one.outcome, one.ours, one.published, one.moved) == (Outcome.agrees, 10.0, 10.0, False)
    assert one.explanation is None


@pytest.mark.parametrize(
    ("department", "parts"),
    [
        ("gross", [[("before_returns", 20.0)]]),
        ("north", [[("before_returns", 20.0)]]),
        ("utc", [[("in_utc", 30.5)], [("in_utc", -30.5)]]),
        ("stores", [[("of_stores", -5.0)]]),
        ("both", [[("before_returns", 20.0), ("in_utc", 30.5)]]),
    ],
)
def test_a_figure_by_another_definition_is_explained_with_the_part_of_each_variant(answers, department, parts):
    ones = of(answers, department)
    assert [one.outcome for one in ones] == [Outcome.explained] * len(parts)
    assert [told(one) for one in ones] == parts
    assert all(one.remaining == 0.0 for one in ones)


def test_a_figure_that_no_variant_gives_is_not_explained(answers):
    (one,) = of(answers, "nobody")
    assert (one.outcome, one.explanation, one.remaining, one.is_bounded) == (Outcome.unexplained, None, 1.0, True)


def test_a_figure_in_another_unit_is_told(answers):
    assert of(answers, "hundred")[0].scale == 100.0


def test_a_metric_without_variants_is_compared(answers):
    (one,) = of(answers, "plain")
    assert (one.outcome, one.ours, one.declared) == (Outcome.unexplained, 17.75, 0)


def test_variants_that_can_not_be_computed_are_told_and_the_others_tried(answers):
    failures = {failure.names: failure.reason for failure in of(answers, "nobody")[0].failures}
    assert set(failures) == {("misspelt",), ("broken",), ("unread",)}
    assert "nothing in the definition of net_revenue is called retruned" in failures[("misspelt",)]
    assert "nowhere" in failures[("broken",)]
    assert "does not read its rows: write `from this`" in failures[("unread",)]


def test_a_row_that_names_what_there_is_not_is_told_with_what_there_is(answers):
    first, *refused = sorted(of(answers, "wrong"), key=lambda one: one.figure.line)
    assert (first.outcome, told(first)) == (Outcome.explained, [("before_returns", 20.0)])
    lines = [line for line, row in enumerate(REPORTED.split(), 2) if row.startswith("wrong")]
    assert [one.figure.line for one in refused] == lines[1:]
    expected = [
        "Did you mean 'net_revenue'",
        "No governed metric is called 'order_count'",
        "No grain of net_revenue is called 'quarter'",
        "The one that holds this day starts on 2026-01-01",
        "Its first starts on 2026-01-01, its last on 2026-02-01",
        "No dimension of net_revenue is called 'region'",
        "Did you mean 'North'",
    ]
    for one, words in zip(refused, expected, strict=True):
        assert words in one.problem
        assert one.outcome is Outcome.refused


def test_the_hub_stays_as_it_was_and_no_copy_of_it_is_left(answers):
    project, _, before = answers
    assert state(project) == before
    assert not list(project.checkouts_dir.rglob("marts"))


def test_one_department_or_one_metric_can_be_asked_for(answers):
    project = answers[0]
    assert {one.figure.department for one in reconcile(project, "agreeing")} == {"agreeing"}
    assert reconcile(project, metric="returned_share") == ()
    with pytest.raises(UnknownNameError, match="Did you mean 'gross'"):
        reconcile(project, "gros")
    with pytest.raises(UnknownNameError, match="No metric is called"):
        reconcile(project, metric="nothing")


def test_two_at_a_time_in_one_hub_are_refused(answers):
    held = answers[0].checkouts_dir / "variants" / "lock"
    lock.acquire(held)
    try:
        with pytest.raises(LockedError, match="Another `lodestar reconcile` is at work"):
            reconcile(answers[0], "agreeing")
    finally:
        lock.release(held)


def test_a_definition_that_moved_since_the_release_is_compared_as_it_is_now(built_shop):
    path = built_shop.root / "metrics" / "shop.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("order_amount_total - returned_amount_total", "order_amount_total"), encoding="utf-8")
    report(
        built_shop,
        "now,net_revenue,month,2026-01-01,total,total,30.00\nthen,net_revenue,month,2026-01-01,total,total,10.00",
    )

    now, then = reconcile(built_shop)

    assert (now.outcome, now.ours, now.published, now.moved) == (Outcome.agrees, 30.0, 10.0, True)
    assert (then.outcome, then.ours, then.published, then.moved) == (Outcome.agrees, 30.0, 10.0, True)


def test_models_that_moved_since_the_build_are_built_aside_and_a_new_metric_is_compared_unpublished(built_shop):
    model = built_shop.root / "models" / "fct_orders.sql"
    model.write_text(model.read_text(encoding="utf-8").replace("amount as order_amount", "amount * 2 as order_amount"))
    path = built_shop.root / "metrics" / "shop.yml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    declared["metrics"].append(declared["metrics"][0] | {"name": "newest", "label": "Newest"})
    path.write_text(yaml.safe_dump(declared, sort_keys=False), encoding="utf-8")
    declare(built_shop, variants={"gross": VARIANTS["before_returns"]})
    report(built_shop, "a,net_revenue,month,2026-01-01,total,total,60.00\nb,newest,month,2026-01-01,total,total,20.00")

    explained, unpublished = reconcile(built_shop)

    assert (explained.outcome, explained.ours, explained.published, explained.moved) == (
        Outcome.explained,
        20.0,
        10.0,
        True,
    )
    assert told(explained) == [("gross", 40.0)]
    assert (unpublished.outcome, unpublished.ours, unpublished.published, unpublished.moved) == (
        Outcome.agrees,
        20.0,
        None,
        False,
    )


def test_without_a_warehouse_or_figures_it_says_so(shop):
    assert reconcile(shop) == ()
    report(shop, "a,net_revenue,month,2026-01-01,total,total,60.00")
    with pytest.raises(ReleaseError, match="run `lodestar build` first"):
        reconcile(shop)


def test_rows_that_can_not_be_read_are_told(shop):
    report(shop, "a,net_revenue,month,2026-01-01,total,total,many")
    (problem,) = reported_problems(shop)
    assert (problem.path, problem.line) == ("governance/reported/all.csv", 2)
