"""Publishes series as a release that commands can read, without building anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from lodestar.releases.release import Release, point_to
from lodestar.releases.series import Series
from lodestar.settings import Project, open_project

COLUMNS = (
    "metric_name", "label", "label_zh", "description", "role", "status", "unit", "direction", "grains", "dimensions",
    "formula",
)  # fmt: skip
USUAL = {"role": "kpi", "status": "certified", "unit": "CNY", "direction": "up", "label_zh": "", "dimensions": ""}


def published(folder: Path, series: Iterable[Series], facts: Mapping[str, Mapping[str, Any]] | None = None) -> Project:
    """A project in `folder` whose current release holds the series; `facts` are what its catalog says of a metric."""
    (folder / "dbt_project.yml").write_text("name: x\n", encoding="utf-8")
    project = open_project(folder)
    release = Release("r1", project.releases_dir / "r1", {})
    release.folder.mkdir(parents=True)
    (release.folder / "release.json").write_text('{"release_id": "r1"}', encoding="utf-8")
    known = list(series)
    with duckdb.connect(str(release.database)) as connection:
        connection.execute("create schema hub")
        connection.execute(
            "create table hub.metric_values (metric_name varchar, grain varchar, dimension varchar, member varchar, "
            "period_start date, value double, numerator double, denominator double, is_complete boolean)"
        )
        connection.execute(f"create table hub.metric_catalog ({', '.join(f'{name} varchar' for name in COLUMNS)})")
        for one in known:
            cells = [
                cell
                for point in one.points
                for cell in (
                    one.metric, one.grain, one.dimension, one.member, point.period_start, point.value,
                    point.numerator, point.denominator, point.is_final,
                )
            ]  # fmt: skip
            rows = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?, ?)"] * len(one.points))
            connection.execute(f"insert into hub.metric_values values {rows}", cells)
        for name in sorted({one.metric for one in known}):
            grains = ", ".join(sorted({one.grain for one in known if one.metric == name}))
            row = USUAL | {"metric_name": name, "label": name, "description": "", "formula": "", "grains": grains}
            row |= (facts or {}).get(name, {})
            connection.execute(
                f"insert into hub.metric_catalog values ({', '.join('?' * len(COLUMNS))})", [row[c] for c in COLUMNS]
            )
    point_to(project.hub_dir, release)
    return project
