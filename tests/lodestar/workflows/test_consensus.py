"""A decision is written once, whole, and only where it binds; the pack gathers what a meeting reads."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from lodestar.errors import ConfigurationError, UnknownNameError, UsageError
from lodestar.governance.agenda import agenda
from lodestar.governance.certification import certifications
from lodestar.governance.register import read_register
from lodestar.settings import open_project
from lodestar.workflows import decide as decide_workflow
from lodestar.workflows import evidence
from lodestar.workflows.card import card_of
from lodestar.workflows.decide import decide
from lodestar.workflows.standing import Standing
from tests.lodestar.governance.rules.company import TODAY, Company

SHOP = Path(__file__).parents[2] / "projects" / "shop"
LODESTAR = [sys.executable, "-c", "from lodestar.cli.app import main; main()"]

TEAMS = """teams:
  commerce: {label: Commerce, label_zh: 商务, people: [Chen Yu, Wang Fang]}
  finance: {label: Finance, people: [Li Na]}
agents: [metric-bot]
"""

SOUND = {
    "title": "Orders count when they are paid",
    "proposed_by": "Chen Yu",
    "agreed": ["Wang Fang@commerce"],
    "why": "Two departments counted two ways.",
}


def standing(company, root, today=TODAY):
    """What would be read of a project that dbt has compiled."""
    register = read_register(root)
    catalog, found = company.catalog(), company.now()
    states = certifications(catalog, found, register, today)
    return Standing(open_project(root), SimpleNamespace(catalog=catalog), register, found, states, today)


@pytest.fixture
def company(tmp_path, monkeypatch):
    """A company without decisions, whose definitions tests change; dbt is not asked."""
    (tmp_path / "dbt_project.yml").write_text("name: x\n")
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "teams.yml").write_text(TEAMS, encoding="utf-8")
    made = Company()
    monkeypatch.setattr(
        decide_workflow, "read_standing", lambda project, today=None: standing(made, project.root, today or TODAY)
    )
    return made


def decided(root, *names, **changes):
    return decide(open_project(root), names or ["orders"], **(SOUND | changes))


def files(root):
    folder = root / "governance" / "decisions"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def refused(root, *names, **changes):
    """Why a decision was not written, and that nothing was."""
    before = files(root)
    with pytest.raises(UsageError) as told:
        decided(root, *names, **changes)
    assert files(root) == before
    return str(told.value)


def test_a_decision_binds_its_metrics_to_what_they_mean_now(tmp_path, company):
    written = decided(tmp_path, "orders", "revenue", words="It took an hour.\n\n---\n\nAnd a half.")

    read = read_register(tmp_path)
    assert read.problems == ()
    assert read.decisions == (written.decision,)
    assert written.path == tmp_path / "governance/decisions/0001-orders-count-when-they-are-paid.md"
    assert [metric.new for metric in written.decision.metrics] == [company.now()[n] for n in ("orders", "revenue")]
    assert [metric.old for metric in written.decision.metrics] == [None, None]
    assert [known.state for known in written.certifications] == ["certified", "certified"]
    assert (written.decision.decided_on, written.decision.effective_from) == (TODAY, TODAY)
    assert written.decision.words == "It took an hour.\n\n---\n\nAnd a half."


def test_the_next_decision_begins_where_the_last_valid_one_ended(tmp_path, company):
    first = decided(tmp_path).decision
    company.derived("orders", "returned_count", role="driver", version=2)

    second = decided(tmp_path, title="Returned orders").decision

    assert (second.number, second.metrics[0].old, second.metrics[0].version) == (2, first.metrics[0].new, 2)
    assert second.metrics[0].new != first.metrics[0].new


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"agreed": ["metric-bot@commerce"]}, "metric-bot is an agent"),
        ({"agreed": ["Chen Yu@commerce"]}, "nobody but Chen Yu, who proposed it, agreed"),
        ({"agreed": ["Li Na@finance"]}, "commerce, the owner of orders, has not agreed"),
        ({"agreed": ["Wang Fang@sales"]}, "Wang Fang is not listed in governance/teams.yml for sales"),
        ({"agreed": ["Wang Fan@commerce"]}, "Wang Fan is not listed"),
        ({"agreed": ["Wang Fang"]}, "must name a person and a team"),
        ({"agreed": []}, "it needs another person"),
        ({"proposed_by": "chen yu"}, "Did you mean 'Chen Yu'"),
        ({"decided_on": TODAY + timedelta(days=1)}, "is still to come"),
        ({"title": " \n "}, "--title must say something"),
        ({"why": ""}, "--why must say something"),
        ({"words": "half a letter: \udcff"}, "is no text"),
    ],
)
def test_a_decision_that_binds_nobody_is_not_written(tmp_path, company, changes, reason):
    assert reason in refused(tmp_path, **changes)


def test_all_reasons_are_told_at_once(tmp_path, company):
    told = refused(tmp_path, agreed=["metric-bot@commerce"], proposed_by="nobody")

    assert [reason in told for reason in ("is an agent", "has not agreed", "is called 'nobody'")] == [True] * 3


def test_a_program_may_propose(tmp_path, company):
    assert decided(tmp_path, proposed_by="metric-bot").decision.proposed_by == "metric-bot"


def test_a_new_meaning_needs_a_new_version(tmp_path, company):
    decided(tmp_path)
    company.derived("orders", "returned_count", role="driver")

    told = refused(tmp_path)

    assert "Write version: 2 in metrics/orders.yml, or take the change back." in told
    company.change("orders", version=2)
    assert decided(tmp_path).certifications[0].state == "certified"


def test_models_that_changed_need_a_decision_and_no_new_version(tmp_path, company):
    decided(tmp_path)
    company.upstream["orders"] = "f" * 16

    assert decided(tmp_path).decision.number == 2


def test_a_version_never_goes_back(tmp_path, company):
    company.change("orders", version=3)
    decided(tmp_path)
    company.change("orders", version=2)

    assert "Write version: 3" in refused(tmp_path)


def test_what_stands_is_decided_again_only_on_purpose(tmp_path, company):
    decided(tmp_path)

    assert "nothing to decide about orders: decision 1 (2026-11-05)" in refused(tmp_path)
    assert "about orders" in refused(tmp_path, "orders", "revenue")
    assert decided(tmp_path, again=True, today=date(2027, 1, 1)).decision.decided_on == date(2027, 1, 1)


def test_a_retired_metric_is_not_decided_on(tmp_path, company):
    company.change("orders", status="retired")

    assert "orders is retired" in refused(tmp_path)


def test_an_earlier_day_than_the_last_decision_is_refused(tmp_path, company):
    decided(tmp_path)
    company.upstream["orders"] = "f" * 16

    assert "later than 2026-11-04" in refused(tmp_path, decided_on=TODAY - timedelta(days=1))


def test_a_proposed_metric_says_what_is_left_to_do(tmp_path, company):
    company.change("orders", status="proposed")

    written = decided(tmp_path, "orders", "revenue")

    assert written.to_certify == {"orders": "metrics/orders.yml"}
    assert [known.state for known in written.certifications] == ["proposed", "certified"]


def test_an_unknown_metric_is_told_with_the_nearest(tmp_path, company):
    with pytest.raises(UnknownNameError, match="Did you mean 'orders'"):
        decided(tmp_path, "order")
    with pytest.raises(UnknownNameError):
        decided(tmp_path, "order_count")  # it has no contract


def test_nothing_is_decided_while_a_decision_can_not_be_read(tmp_path, company):
    (tmp_path / "governance" / "decisions").mkdir()
    (tmp_path / "governance" / "decisions" / "0001-torn.md").write_text("---\ntitle: x\n---\n")

    with pytest.raises(ConfigurationError, match=r"0001-torn\.md:1: metrics is missing"):
        decided(tmp_path)
    assert files(tmp_path) == ["0001-torn.md"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("净收入按退款日计算", "0001-orders.md"),
        ("净收入 v2", "0001-orders.md"),
        ("Über alles: 100%!", "0001-uber-alles-100.md"),
        ("../../etc/passwd", "0001-etc-passwd.md"),
        ("!!!", "0001-orders.md"),
        ("x" * 300, f"0001-{'x' * 60}.md"),
    ],
)
def test_a_file_is_named_by_letters_that_every_file_system_has(tmp_path, company, title, name):
    written = decided(tmp_path, title=title)

    assert files(tmp_path) == [name]
    assert read_register(tmp_path).decisions == (written.decision,)


@pytest.mark.parametrize("text", ["a: b # c", "--- \n---\n", "{x: [1", "'\"`", "- x\n- y", "null", "😀"])
def test_whatever_people_say_is_read_back_as_it_was_said(tmp_path, company, text):
    written = decided(tmp_path, title=f"x {text}", why=text, words=text)

    assert read_register(tmp_path).decisions == (written.decision,)


def test_what_nobody_can_see_is_refused_and_nothing_is_written(tmp_path, company):
    with pytest.raises(ConfigurationError, match=r"Nothing was written: .*U\+001B, which nobody can see"):
        decided(tmp_path, title="x \x1b[31m\u202e")

    assert read_register(tmp_path).decisions == ()


def test_numbers_go_on_after_the_greatest_and_no_file_is_overwritten(tmp_path, company):
    folder = tmp_path / "governance" / "decisions"
    folder.mkdir()
    (folder / "0041-notes.txt").write_text("kept")

    decided(tmp_path)

    assert files(tmp_path) == ["0041-notes.txt", "0042-orders-count-when-they-are-paid.md"]


def test_two_meetings_at_once_get_two_numbers(tmp_path, company):
    names = ["orders", "revenue", "return_rate", "order_value"]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda name: decided(tmp_path, name), names))

    assert sorted(written.decision.number for written in found) == [1, 2, 3, 4]
    assert len(read_register(tmp_path).decisions) == 4


def test_a_disk_that_refuses_leaves_nothing_behind(tmp_path, company, monkeypatch):
    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "hardlink_to", full)

    with pytest.raises(ConfigurationError, match="No space left"):
        decided(tmp_path)
    assert files(tmp_path) == []


def card(company, root, release=None, **rest):
    known = standing(company, root)
    items = agenda(known.catalog, known.register, known.certifications, today=TODAY, **rest)
    return {item.metric: card_of(item, known, release, ()) for item in items}


def test_a_card_knows_who_may_agree_and_how_the_decision_is_recorded(tmp_path, company):
    company.change("orders", status="proposed")

    found = card(company, tmp_path)["orders"]

    assert found.people == ("Chen Yu", "Wang Fang")
    assert (found.owner_label, found.owner_label_zh, found.state) == ("Commerce", "商务", "proposed")
    assert found.command[:4] == ("lodestar", "consensus", "decide", "orders")
    assert "PERSON@commerce" in found.command
    assert "--again" not in found.command
    assert (found.asks_for_status, found.raise_version_to) == (True, None)


def test_a_card_says_when_the_version_must_be_raised_first(tmp_path, company):
    decided(tmp_path)
    company.derived("orders", "returned_count", role="driver")

    found = card(company, tmp_path)["orders"]

    assert (found.raise_version_to, found.history[0].holds) == (2, "then")


def test_a_card_asks_for_no_version_where_only_models_changed(tmp_path, company):
    decided(tmp_path)
    company.upstream["orders"] = "f" * 16

    assert card(company, tmp_path)["orders"].raise_version_to is None


def test_a_review_is_recorded_by_deciding_again(tmp_path, company):
    decided(tmp_path, "orders", "revenue", "return_rate", "order_value")
    company.change("orders", review_days=1)
    known = standing(company, tmp_path, TODAY + timedelta(days=9))
    items = agenda(known.catalog, known.register, known.certifications, today=known.today)

    found = card_of(items[0], known, None, ())

    assert (len(items), found.command[-1], found.history[0].holds) == (1, "--again", "now")


def test_checks_of_a_card_are_those_of_its_metric_its_marts_and_its_raw_tables():
    ran = [
        {"table": table, "rule": rule, "status": status}
        for table, rule, status in (
            ("fct_orders", "id is unique", "passed"),
            ("marts.fct_orders", "amount is never null", "failed"),
            ("raw.orders", "row count", "passed"),
            ("hub.metric_values", "orders has values by month", "passed"),
            ("hub.metric_values", "orders_per_visit has values by month", "passed"),
            ("fct_visits", "id is unique", "passed"),
        )
    ]

    found = evidence.checks(ran, "orders", ("fct_orders", "raw.orders"))

    assert [(one.table, one.passed, one.total) for one in found] == [
        ("orders", 1, 1),
        ("fct_orders", 1, 2),
        ("raw.orders", 1, 1),
    ]
    assert found[1].not_passed == ("amount is never null",)


def lodestar(*arguments, cwd):
    done = subprocess.run(
        [*LODESTAR, *arguments], capture_output=True, text=True, cwd=cwd, timeout=300, check=False, input="Said so.\n"
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.mark.slow
def test_a_meeting_from_the_agenda_to_the_decision_on_the_command_line(tmp_path):
    """Needs no build: the shop has no release, no git, and one team."""
    root = tmp_path / "shop"
    shutil.copytree(SHOP, root)
    (root / "governance").mkdir()
    (root / "governance" / "teams.yml").write_text("teams: {shop: {label: Shop, people: [An Na, Bo Li]}}\n")

    page = lodestar("consensus", "pack", "--lang", "zh", "--out", "pack.html", "--today", "2026-11-05", "-q", cwd=root)
    assert page.returncode == 0, page.stderr
    text = (root / "pack.html").read_text(encoding="utf-8")
    assert "数据共识会" in text
    assert "PERSON@shop" in text

    names = "net_revenue,average_order_value"
    sound = ["--title", "First", "--proposed-by", "An Na", "--agreed", "Bo Li@shop", "--why", "To begin."]
    done = lodestar("consensus", "decide", names, *sound, "--words", "-", cwd=root)
    assert done.returncode == 0, done.stderr
    assert "net_revenue: certified by decision 1" in done.stdout
    assert (root / "governance/decisions/0001-first.md").read_text(encoding="utf-8").endswith("\n\nSaid so.\n")

    again = lodestar("consensus", "decide", names, *sound, cwd=root)
    assert (again.returncode, "nothing to decide" in again.stderr) == (2, True)
    left = lodestar("consensus", "pack", "--format", "md", "--out", "-", "-q", cwd=root)
    assert "net\\_revenue" not in left.stdout.partition("## How to read")[0]
