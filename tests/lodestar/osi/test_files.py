"""Files are written whole or not at all, and none that is there is touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from lodestar.catalog.catalog import read_catalog
from lodestar.errors import ConfigurationError, UsageError
from lodestar.osi.document import write_document
from lodestar.settings import open_project
from lodestar.workflows.compile import compile_metric_tables
from lodestar.workflows.osi import export_osi, import_osi
from tests.conftest import ROOT

SHOP = ROOT / "tests" / "projects" / "shop"


@pytest.fixture
def document(tmp_path, bakery):
    path = tmp_path / "bakery.yaml"
    path.write_text(write_document(bakery, is_json=False), encoding="utf-8")
    return path


def everything(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file()}


def test_an_import_writes_models_metrics_and_what_was_lost(tmp_path, document):
    done = import_osi(document, tmp_path / "bakery")

    assert sorted(everything(tmp_path / "bakery")) == [
        "bakery.loss.json",
        "metrics/loaves.yml",
        "metrics/price_of_a_loaf.yml",
        "metrics/rye_share.yml",
        "metrics/takings.yml",
        "metrics/takings_and_tip.yml",
        "models/dim_shops.yml",
        "models/fct_sales.yml",
    ]
    manifest = json.loads(done.losses.read_text(encoding="utf-8"))
    assert (manifest["document"], manifest["format"]) == ("bakery.yaml", "OSI 0.2.0.dev0")
    assert manifest["losses"][0].keys() == {"path", "construct", "metric", "what_is_lost", "kept_in"}


def test_an_import_writes_the_same_every_time(tmp_path, document):
    for name in ("first", "second"):
        import_osi(document, tmp_path / name)

    assert everything(tmp_path / "first") == everything(tmp_path / "second")


@pytest.mark.parametrize("name", ["metrics/loaves.yml", "models/dim_shops.yml", "bakery.loss.json"])
def test_a_file_that_is_there_stops_the_import_before_anything_is_written(tmp_path, document, name):
    kept = tmp_path / "bakery" / name
    kept.parent.mkdir(parents=True)
    kept.write_text("mine", encoding="utf-8")

    with pytest.raises(UsageError, match="would be overwritten"):
        import_osi(document, tmp_path / "bakery")

    assert everything(tmp_path / "bakery") == {name: "mine"}


def test_a_dangling_link_is_not_followed(tmp_path, document):
    (tmp_path / "bakery" / "metrics").mkdir(parents=True)
    (tmp_path / "bakery" / "metrics" / "loaves.yml").symlink_to(tmp_path / "elsewhere.yml")

    with pytest.raises(UsageError, match="would be overwritten"):
        import_osi(document, tmp_path / "bakery")

    assert not (tmp_path / "elsewhere.yml").exists()


def test_an_import_that_can_not_write_leaves_nothing(tmp_path, document):
    (tmp_path / "bakery").mkdir()
    (tmp_path / "bakery" / "models").write_text("a file where a folder must be", encoding="utf-8")

    with pytest.raises(UsageError, match="Nothing was imported"):
        import_osi(document, tmp_path / "bakery")

    assert everything(tmp_path / "bakery") == {"models": "a file where a folder must be"}


@pytest.mark.parametrize(
    ("name", "content", "error", "message"),
    [
        ("gone.yaml", None, UsageError, "no OSI document can be read there"),
        ("notes.txt", b"x", UsageError, "is a .yaml, .yml or .json file"),
        ("odd.yaml", b"\xff\xfe\x00", ConfigurationError, "no text in UTF-8"),
        ("odd.json", b"[1]", ConfigurationError, "holds no mapping"),
        ("new.yaml", b"version: 9.9.9", UsageError, "is not known here"),
    ],
)
def test_what_is_no_document_is_said_plainly(tmp_path, name, content, error, message):
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(error, match=message):
        import_osi(tmp_path / name, tmp_path / "into")

    assert not (tmp_path / "into").exists()


def test_a_schema_from_the_user_is_held_against_the_document(tmp_path, document):
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps({"properties": {"name": {"const": "brewery"}}}), encoding="utf-8")

    with pytest.raises(ConfigurationError, match="'brewery' was expected"):
        import_osi(document, tmp_path / "into", schema=schema)


@pytest.mark.parametrize(("name", "message"), [("x.txt", ".yaml, .yml or .json"), ("no/where/x.yaml", "folder is not")])
def test_an_export_says_first_that_it_can_not_write_there(tmp_path, name, message):
    project = open_project(SHOP, hub_dir=tmp_path / "hub")

    with pytest.raises(UsageError, match=message):
        export_osi(project, "0.1.1", tmp_path / name)


@pytest.mark.slow
def test_dbt_and_lodestar_take_what_was_imported_from_elsewhere(tmp_path, document):
    """The bakery's tables as models of a project that says nothing of them itself."""
    project_dir = tmp_path / "project"
    models = project_dir / "models"
    models.mkdir(parents=True)
    for name in ("dbt_project.yml", "profiles.yml"):
        (project_dir / name).write_text((SHOP / name).read_text(encoding="utf-8"), encoding="utf-8")
    (project_dir / "metrics").mkdir()
    for model in ("fct_sales", "dim_shops", "dim_dates"):
        (models / f"{model}.sql").write_text("select 1 as id", encoding="utf-8")
    spine = {"standard_granularity_column": "date_day"}
    dates = {"name": "dim_dates", "time_spine": spine, "columns": [{"name": "date_day", "granularity": "day"}]}
    (models / "dates.yml").write_text(yaml.safe_dump({"models": [dates]}), encoding="utf-8")

    import_osi(document, project_dir)
    compiled = compile_metric_tables(open_project(project_dir, hub_dir=tmp_path / "hub"))

    assert [metric.name for metric in compiled.catalog.governed] == [
        "loaves",
        "price_of_a_loaf",
        "rye_share",
        "takings",
        "takings_and_tip",
    ]
    assert {metric.contract.status for metric in read_catalog(project_dir / "target").governed} == {"proposed"}
