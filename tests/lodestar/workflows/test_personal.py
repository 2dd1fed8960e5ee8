"""Nobody is shown in a release: by lineage before a build, by its files' own values before they are published."""

from __future__ import annotations

import duckdb
import pytest

from lodestar.errors import BuildError, CheckError, LodestarError
from lodestar.releases.release import list_releases
from lodestar.workflows.build import build
from lodestar.workflows.check import check_governance
from tests.lodestar.catalog.test_contract_schema import ROOT
from tests.personal_shop import rewrite, show_buyers, with_people

pytestmark = pytest.mark.slow

MACRO = (ROOT / "macros" / "privacy" / "pseudonymised.sql").read_text()
SALT = "a salt that nobody knows, it is long"


def privacy(project):
    return [f for f in check_governance(project).findings if f.code == "G701"]


def test_a_name_on_its_way_to_a_chart_is_found_by_lineage_and_stopped_by_value(shop):
    project = show_buyers(with_people(shop))

    (finding,) = privacy(project)
    assert (finding.path, finding.subject) == ("models/fct_orders.sql", "fct_orders.buyer")
    assert "raw.shop__orders.buyer" in finding.message

    with pytest.raises(CheckError, match=r"hub\.metric_values: member: no published text .*: \d+ bad rows") as caught:
        build(project)
    assert "Lovelace" not in str(caught.value)
    assert not list_releases(project.releases_dir)
    assert not list(project.releases_dir.glob(".*"))


def test_values_that_everybody_may_read_are_let_through_by_a_tag_at_the_marts_column(shop):
    project = show_buyers(with_people(shop))
    rewrite(
        project, "models/shop.yml", "{name: buyer, dimension: {type: categorical}}",
        "{name: buyer, dimension: {type: categorical}, config: {meta: {lodestar: {public: true}}}}",
    )  # fmt: skip

    assert build(project).is_new


def pseudonymising(shop):
    project = show_buyers(with_people(shop), "{{ pseudonymised('buyer') }}")
    (project.root / "macros" / "pseudonymised.sql").write_text(MACRO)
    with (project.root / "dbt_project.yml").open("a") as file:
        file.write('on-run-start: ["{{ prepare_pseudonyms() }}"]\n')
    return project


def test_pseudonyms_tell_people_apart_and_nobody_who_they_are(shop, monkeypatch, published):
    monkeypatch.setenv("LODESTAR_SALT", SALT)
    project = pseudonymising(shop)
    assert privacy(project) == []

    release = build(project).release

    with duckdb.connect() as connection:
        names = ("Ada Lovelace", "Wang Xiaoming", "张小伟")
        expected = {connection.execute("select sha256(?)", [SALT + name]).fetchone()[0] for name in names}
    found = published(project, "select distinct member from hub.metric_values where dimension = 'buyer'")
    assert {member for (member,) in found} == expected
    written = [p for folder in (project.target_dir, release.folder, project.build_dir) for p in folder.rglob("*")]
    assert not [path for path in written if path.is_file() and SALT.encode() in path.read_bytes()]


def test_without_a_salt_nothing_is_pseudonymised_and_the_message_says_what_to_set(shop, monkeypatch):
    monkeypatch.delenv("LODESTAR_SALT", raising=False)
    project = pseudonymising(shop)

    with pytest.raises((BuildError, LodestarError), match="LODESTAR_SALT"):
        build(project)
    assert not list_releases(project.releases_dir)
