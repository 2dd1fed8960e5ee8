"""A build tells which of its metrics people have not agreed to. It does not stop for it: numbers are due, and every
surface says where a metric stands. `lodestar check` is what stops a change.
"""

from __future__ import annotations

import json
from datetime import date

from lodestar.catalog.catalog import Catalog
from lodestar.governance.certification import certifications
from lodestar.governance.fingerprints import fingerprints
from lodestar.governance.register import read_register
from lodestar.quality.result import CheckResult
from lodestar.settings import Project
from lodestar.workflows.standing import MEANINGS

__all__ = ["check_certification"]

AGREED = ("certified", "proposed", "deprecated", "retired")


def check_certification(project: Project, catalog: Catalog) -> list[CheckResult]:
    """A result per governed metric of the build: a warning for one that is drifted or undecided."""
    meanings = json.loads((project.build_dir / MEANINGS).read_text(encoding="utf-8"))
    found = fingerprints(catalog, meanings, week_start=project.week_start)
    register = read_register(project.root)
    states = certifications(catalog, found, register, date.today())
    table = catalog.model_named("metric_catalog", place="check").relation
    if not register.decisions:
        rule, detail = "metrics mean what people agreed on", "no decision stands under governance/decisions yet"
        return [CheckResult("lodestar", table, rule, "warn", "failed", None, detail)]
    return [
        CheckResult(
            "lodestar",
            table,
            f"{name} means what people agreed on",
            "warn",
            "passed" if known.state in AGREED else "failed",
            None,
            "" if known.state in AGREED else f"{known.sentence}; see `lodestar check`",
        )
        for name, known in states.items()
    ]
