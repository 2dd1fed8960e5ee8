"""A build tells which of its metrics people have not agreed to. It does not stop for it: numbers are due, and every
surface says where a metric stands. `lodestar check` is what stops a change.
"""

from __future__ import annotations

from lodestar.catalog.catalog import Catalog
from lodestar.quality.result import CheckResult
from lodestar.settings import Project
from lodestar.workflows.built_standing import read_built_standing

__all__ = ["check_certification"]

AGREED = ("certified", "proposed", "deprecated", "retired")


def check_certification(project: Project, catalog: Catalog) -> list[CheckResult]:
    """A result per governed metric of the build: a warning for one that is drifted, undecided or unknown."""
    standing = read_built_standing(project.build_dir)
    table = catalog.model_named("metric_catalog", place="check").relation
    if not standing.has_decisions:
        rule, detail = "metrics mean what people agreed on", "no decision stands under governance/decisions yet"
        return [CheckResult("lodestar", table, rule, "warn", "failed", None, detail)]
    return [
        CheckResult(
            "lodestar",
            table,
            f"{name} means what people agreed on",
            "warn",
            "passed" if facts.certification in AGREED else "failed",
            None,
            "" if facts.certification in AGREED else f"{facts.certification_note}; see `lodestar check`",
            (name,),
        )
        for name, facts in standing.metrics.items()
    ]
