"""`lodestar check` reads files, finds lines, and decides."""

import json
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer

from lodestar.governance.register import read_register
from lodestar.governance.waivers import Waiver
from lodestar.settings import open_project
from lodestar.workflows.check import check_governance, check_standing
from lodestar.workflows.standing import Standing
from tests.lodestar.governance.rules.company import TODAY, Company

SHOP = Path(__file__).parents[2] / "projects" / "shop"


def standing(company, root, today=TODAY):
    """What would be read of a project that dbt has compiled."""
    (root / "dbt_project.yml").write_text("name: x\n")
    facts = company.facts(today)
    checkout = SimpleNamespace(catalog=facts.catalog)
    return Standing(open_project(root), checkout, facts.register, company.now(), facts.certifications, today)


def written(root, path, text):
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def test_an_error_that_stands_ends_with_1_and_a_warning_does_not(tmp_path):
    sound, warned, wrong = Company(), Company(), Company()
    warned.change("orders", label_zh="")
    wrong.change("orders", unit="RMB")

    checked = [check_standing(standing(company, tmp_path)) for company in (sound, warned, wrong)]

    assert [(one.exit_code, len(one.errors), len(one.warnings)) for one in checked] == [(0, 0, 0), (0, 0, 1), (1, 1, 0)]


def test_a_waived_error_does_not_stand_in_the_way(tmp_path):
    company = Company()
    company.change("orders", unit="RMB")
    company.waivers = [Waiver("G104", "orders", "An old table", "Li Na", date(2026, 11, 30), 2)]

    now = check_standing(standing(company, tmp_path))
    later = check_standing(standing(company, tmp_path, date(2026, 12, 1)))

    assert (now.exit_code, len(now.waived), now.expired) == (0, 1, ())
    assert (later.exit_code, later.waived, len(later.expired)) == (1, (), 1)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("metrics:\n  - name: revenue\n  - name: orders\n", 3),
        ("metrics:\n- label: Orders\n  name: 'orders'\n", 3),
        ("metrics:\n  - {label: Orders, name: orders}\n", 2),
        (
            "models:\n  - name: m\n    columns:\n      - name: orders\n    metrics:\n      - {name: orders, type: x}\n",
            6,
        ),
        ("metrics:\n  - name: twice\n    input_metrics:\n      - name: orders\n  - name: orders\n", 5),
        ("unit_tests:\n  - name: orders\nmetrics:\n  - name: orders\n", 4),
        ("metrics:\n    - name: orders\nunit_tests:\n  - name: orders\n", 2),
        ("# it was renamed\n", 1),
    ],
)
def test_a_metric_is_found_on_the_line_that_declares_it(tmp_path, text, line):
    company = Company()
    company.change("orders", unit="RMB")
    written(tmp_path, "metrics/orders.yml", text)

    (finding,) = check_standing(standing(company, tmp_path)).findings

    assert (finding.path, finding.line) == ("metrics/orders.yml", line)


def test_a_driver_is_found_on_its_line_of_the_tree(tmp_path):
    company = Company()
    company.trees[0] = type(company.trees[0])("revenue", company.trees[0].drivers, "governance/trees/revenue.yml")
    company.teams = type(company.teams)({"finance": company.teams.by_name["finance"]})
    tree = "metric: revenue\ndrivers:\n  - {metric: orders, team: commerce}\n"
    written(tmp_path, "governance/trees/revenue.yml", tree)

    findings = check_standing(standing(company, tmp_path)).findings

    assert [finding.line for finding in findings if finding.code == "G103"] == [3]


def test_units_of_the_company_s_own_are_read_and_a_torn_file_of_them_is_found(tmp_path):
    company = Company()
    company.change("orders", unit="parcels of tea")
    written(tmp_path, "governance/units.yml", "units: [parcels of tea]")
    assert check_standing(standing(company, tmp_path)).findings == ()

    written(tmp_path, "governance/units.yml", "units: parcels of tea")
    codes = [finding.code for finding in check_standing(standing(company, tmp_path)).findings]

    assert codes == ["G001", "G104"]


@pytest.mark.slow
def test_a_project_is_checked_from_its_files_alone_and_only_the_document_is_printed(tmp_path, capfd):
    from lodestar.cli.check import FindingsFormat, check

    root = tmp_path / "shop"
    shutil.copytree(SHOP, root, ignore=shutil.ignore_patterns("target", "hub", "logs", "raw"))
    before = {path for path in root.rglob("*") if path.is_file()}

    with pytest.raises(typer.Exit) as ended:
        check(format=FindingsFormat.json, project_dir=root)
    document = json.loads(capfd.readouterr().out)

    assert ended.value.exit_code == 1
    assert document["errors"] == sum(finding["severity"] == "error" for finding in document["findings"])
    assert {"G102", "G402"} <= {finding["code"] for finding in document["findings"]}
    assert {path for path in root.rglob("*") if path.is_file() and "hub" not in path.parts} == before
    assert read_register(root).problems == ()
    assert check_governance(open_project(root), today=TODAY).today == TODAY
