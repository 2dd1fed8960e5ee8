"""Marts are built once, few copies lie on the disk at a time, and none is left."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from lodestar.errors import BuildError
from lodestar.governance.variation import Variation
from lodestar.workflows import varied_marts
from lodestar.workflows.varied_marts import KEPT, KEPT_PROJECTS, Marts, VariedMarts


class Built(VariedMarts):
    """Writes a file where dbt would build a warehouse."""

    def __init__(self, folder: Path) -> None:
        super().__init__(SimpleNamespace(checkouts_dir=folder), None, None, SimpleNamespace(hub_dir=folder))  # type: ignore[arg-type]
        self.asked: list[object] = []

    def _build(self, variation: Variation) -> Marts:
        self.asked.append(variation.vars.get("n"))
        if variation.vars.get("n") == "broken":
            raise BuildError("dbt said no")
        copy = self._copy(variation.marts_key)
        copy.mkdir(parents=True)
        (copy / "warehouse.duckdb").touch()
        return Marts(None, "monday", copy / "warehouse.duckdb")  # type: ignore[arg-type]


def variation(number: object) -> Variation:
    return Variation({}, {"n": number})


@pytest.fixture
def marts(tmp_path: Path) -> Built:
    return Built(tmp_path)


def test_what_stands_is_not_built_again(marts):
    first = marts.of(variation(1))
    assert marts.of(Variation({"a": "1"}, {"n": 1})) is first
    assert marts.asked == [1]
    assert marts.has(variation(1))
    assert not marts.has(variation(2))


def test_what_can_not_be_built_is_tried_once(marts):
    for _ in range(2):
        with pytest.raises(BuildError, match="dbt said no"):
            marts.of(variation("broken"))
    assert marts.asked == ["broken"]
    assert marts.has(variation("broken")), "no dbt run will be needed for it"


def test_the_copy_that_was_asked_for_longest_ago_goes_first(marts, tmp_path):
    for number in range(KEPT):
        marts.of(variation(number))
    marts.of(variation(0))
    marts.of(variation("one more"))
    assert len(list(tmp_path.rglob("warehouse.duckdb"))) == KEPT
    assert marts.has(variation(0))
    assert not marts.has(variation(1))
    marts.of(variation(1))
    assert marts.asked[-2:] == ["one more", 1]


def test_in_the_end_no_copy_and_few_compiled_projects_are_left(marts, tmp_path):
    marts.of(variation(1))
    projects = [tmp_path / varied_marts.FOLDER / f"project-{number}" for number in range(KEPT_PROJECTS + 2)]
    for age, project in enumerate(projects):
        project.mkdir(parents=True)
        os.utime(project, (1_000_000 - age, 1_000_000 - age))
    marts.forget()
    assert not list(tmp_path.rglob("warehouse.duckdb"))
    assert [project.exists() for project in projects] == [True] * KEPT_PROJECTS + [False] * 2
