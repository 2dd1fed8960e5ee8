"""A checkout is a compiled copy of the files as they stand, at a commit or with changes; the project stays as it is."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from bench.declared import ROOT, copy_project
from lodestar.dbt.checkout import check_out
from lodestar.errors import ConfigurationError, UsageError
from lodestar.settings import open_project

SHOP = ROOT / "tests" / "projects" / "shop"
ORDERS = "model.shop.fct_orders"


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """A repository with the shop in a folder of it, committed twice, and a folder that checkouts share."""
    base = tmp_path_factory.mktemp("repository")
    root = copy_project(SHOP, base / "repository" / "data" / "shop")
    git(base / "repository", "init", "--quiet", "--initial-branch=main")
    commit(base / "repository", "First")
    git(base / "repository", "tag", "first")
    replace(root / "metrics" / "windows.yml", "window: 7 days", "window: 8 days")
    (base / "repository" / "README.md").write_text("A company.\n", encoding="utf-8")
    commit(base / "repository", "Second")
    return root, base / "checkout"


@pytest.fixture
def shop(places):
    """The shop's project, and what its folder holds before and after each test."""
    root, _ = places
    before = contents(root)
    yield open_project(root)
    assert contents(root) == before, "the project itself has been touched"


@pytest.fixture
def folder(places):
    return places[1]


def git(root, *arguments):
    author = ["-c", "user.name=Chen Yu", "-c", "user.email=chen@beacon.test", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", "-C", str(root), *author, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(root, words):
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", words)


def replace(path, old, new):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def contents(root):
    """Every file with its bytes and time; `hub` holds the logs of dbt, and is no part of a project."""
    files = (path for path in root.rglob("*") if path.is_file() and path.relative_to(root).parts[0] != "hub")
    return {path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def window(checkout):
    parameters = checkout.catalog.metrics["selling_stores_7d"].parameters
    return parameters["cumulative_type_params"]["window"]["count"]


def test_the_working_tree_is_compiled_in_a_folder_of_its_own(shop, folder):
    checkout = check_out(shop, folder)

    assert checkout.label == "working tree"
    assert checkout.project.root == folder / "project"
    assert checkout.project.hub_dir == shop.hub_dir
    assert {metric.name for metric in checkout.catalog.governed} >= {"net_revenue", "returned_share"}
    assert set(checkout.meanings) == {
        "model.shop.dim_dates",
        "model.shop.dim_stores",
        "model.shop.fct_orders",
        "source.shop.shop.orders",
    }
    assert not (folder / "warehouse.duckdb").exists()


def test_the_same_files_mean_the_same_each_time(shop, folder):
    assert check_out(shop, folder).meanings == check_out(shop, folder).meanings


def test_what_is_not_committed_counts_in_the_working_tree(shop, folder, places):
    file = places[0] / "metrics" / "windows.yml"
    committed, modified = file.read_bytes(), file.stat()
    try:
        replace(file, "window: 8 days", "window: 9 days")
        assert window(check_out(shop, folder)) == 9
    finally:
        file.write_bytes(committed)
        os.utime(file, ns=(modified.st_atime_ns, modified.st_mtime_ns))
    assert window(check_out(shop, folder)) == 8


@pytest.mark.parametrize(("ref", "days"), [("first", 7), ("main", 8), ("main~1", 7), ("HEAD", 8)])
def test_a_commit_is_compiled_as_it_was_with_the_project_in_a_folder_of_the_repository(shop, folder, ref, days):
    checkout = check_out(shop, folder, ref=ref)

    assert window(checkout) == days
    assert checkout.label == f"{ref} ({git(shop.root, 'rev-parse', f'{ref}^{{commit}}')[:10]})"
    assert not (folder / "project" / "README.md").exists()


def test_a_commit_is_called_by_its_first_ten_digits(shop, folder):
    digits = git(shop.root, "rev-parse", "first")

    assert check_out(shop, folder, ref=digits).label == digits[:10]


def test_files_of_one_state_are_gone_in_the_next(shop, folder):
    added = "models/dim_extra.sql"
    with_more = check_out(shop, folder, rewritten={added: "select 1 as extra_id"})
    without = check_out(shop, folder, ref="first")

    assert "model.shop.dim_extra" in with_more.meanings
    assert "model.shop.dim_extra" not in without.meanings
    assert not (folder / "project" / added).exists()


def test_a_rewritten_file_is_compiled_in_its_place(shop, folder):
    text = (shop.root / "models" / "fct_orders.sql").read_text(encoding="utf-8")
    before = check_out(shop, folder)
    after = check_out(shop, folder, rewritten={"models/fct_orders.sql": f"{text}\nlimit 1"})

    assert before.meanings[ORDERS] != after.meanings[ORDERS]
    assert {key: said for key, said in before.meanings.items() if key != ORDERS} == {
        key: said for key, said in after.meanings.items() if key != ORDERS
    }


def test_a_new_file_may_stand_in_a_new_folder(shop, folder):
    checkout = check_out(shop, folder, rewritten={"models/more/dim_extra.sql": "select 1 as extra_id"})

    assert "model.shop.dim_extra" in checkout.meanings


def test_variables_win_over_those_of_the_project(shop, folder):
    model = {"models/dim_zone.sql": "select '{{ var('business_timezone') }}' as zone"}
    meant = [
        check_out(shop, folder, rewritten=model, variables=variables).meanings["model.shop.dim_zone"]
        for variables in ({}, {"business_timezone": "Asia/Shanghai"}, {"business_timezone": "UTC"})
    ]

    assert meant[0] == meant[1] != meant[2]


def test_a_variable_that_only_a_hook_asks_for_is_part_of_the_meaning(shop, folder):
    deletes = "delete from {{ this }} where zone = '{{ var('business_timezone') }}'"
    hook = f'{{{{ config(post_hook="{deletes}") }}}} select 1 as zone'
    project = (shop.root / "dbt_project.yml").read_text(encoding="utf-8")
    meant = [
        check_out(shop, folder, rewritten={"models/dim_zone.sql": hook, **files}, variables=variables).meanings
        for files, variables in (
            ({}, {}),
            ({}, {"business_timezone": "UTC"}),
            ({"dbt_project.yml": project.replace("Asia/Shanghai", "UTC")}, {}),
        )
    ]

    assert meant[0]["model.shop.dim_zone"] != meant[1]["model.shop.dim_zone"]
    assert meant[1]["model.shop.dim_zone"] == meant[2]["model.shop.dim_zone"]


def test_a_commit_that_nobody_knows_is_told_with_a_way_out(shop, folder):
    with pytest.raises(UsageError, match=r"knows no commit, branch or tag 'nowhere'.*git log"):
        check_out(shop, folder, ref="nowhere")


@pytest.mark.parametrize("ref", ["--help", "-1", ""])
def test_a_ref_is_never_taken_for_an_option(shop, folder, ref):
    with pytest.raises(UsageError, match="knows no commit"):
        check_out(shop, folder, ref=ref)


def test_a_project_that_is_not_in_git_has_no_commits(tmp_path):
    project = open_project(copy_project(SHOP, tmp_path / "shop"))

    with pytest.raises(UsageError, match="not a git repository"):
        check_out(project, tmp_path / "checkout", ref="HEAD")


def test_a_commit_without_the_project_is_told(places, tmp_path):
    root, _ = places
    other = copy_project(SHOP, root.parent / "other")
    try:
        with pytest.raises(UsageError, match=r"'first'.*data/other"):
            check_out(open_project(other), tmp_path / "checkout", ref="first")
    finally:
        shutil.rmtree(other)


def test_what_dbt_refuses_is_told_with_the_paths_of_the_project(shop, folder):
    with pytest.raises(ConfigurationError) as raised:
        check_out(shop, folder, rewritten={"models/fct_orders.sql": "select * from {{ ref('nowhere') }}"})

    assert "nowhere" in str(raised.value)
    assert str(folder) not in str(raised.value)


def test_after_a_refusal_the_folder_still_serves(shop, folder):
    with pytest.raises(ConfigurationError):
        check_out(shop, folder, rewritten={"models/fct_orders.sql": "select {{ }}"})

    assert window(check_out(shop, folder)) == 8
