"""What stands behind a metric of the meeting pack: raw columns, checks of the release, decisions of the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lodestar.catalog.lineage import raw_tables_by_metric
from lodestar.catalog.metric import Metric
from lodestar.governance.certification import owners_of
from lodestar.governance.decisions import objections
from lodestar.releases import reader
from lodestar.releases.release import Release
from lodestar.report.pack import CheckedTable, PastDecision
from lodestar.workflows.standing import Standing

__all__ = ["checks", "history", "lineage"]


def lineage(metric: Metric, standing: Standing, release: Release | None) -> tuple[dict[str, tuple[str, ...]], bool]:
    """Raw table -> columns, from the release; where it does not know the metric, the tables alone."""
    found: dict[str, tuple[str, ...]] = {}
    for raw_table, column in reader.lineage_of(release, metric.name) if release else ():
        found[raw_table] = (*found.get(raw_table, ()), *([column] if column else []))
    if found:
        return found, True
    return dict.fromkeys(raw_tables_by_metric(standing.catalog)[metric.name], ()), False


def checks(ran: Sequence[Mapping[str, Any]], metric: str, tables: Sequence[str]) -> tuple[CheckedTable, ...]:
    """Checks of the metric itself, its marts and its raw tables. dbt names tables without their schema."""
    wanted = {table.rpartition(".")[2]: table for table in tables}
    by_table: dict[str, list[Mapping[str, Any]]] = {}
    for check in ran:
        table = str(check["table"]).rpartition(".")[2]
        if str(check["rule"]).split(" ", 1)[0] == metric:
            by_table.setdefault(metric, []).append(check)
        elif table in wanted:
            by_table.setdefault(wanted[table], []).append(check)
    return tuple(
        CheckedTable(
            table=table,
            passed=sum(check["status"] == "passed" for check in found),
            total=len(found),
            not_passed=tuple(str(check["rule"]) for check in found if check["status"] != "passed"),
        )
        for table in (metric, *tables)
        if (found := by_table.get(table, []))
    )


def history(name: str, standing: Standing) -> tuple[PastDecision, ...]:
    """Decisions about the metric, the last first."""
    owners = owners_of(standing.catalog)
    own = {name: owners[name]} if name in owners else {}
    known = standing.certifications[name]
    found = []
    for decision in reversed(standing.register.decisions_about(name)):
        about = decision.about(name)
        reasons = objections(decision, standing.register.teams, own)
        if decision.decided_on > standing.today:
            reasons.append(f"it is of {decision.decided_on}, which is still to come")
        holds = "nobody" if reasons else "then"
        if decision == known.decision and about and about.new == known.fingerprint:
            holds = "now"
        found.append(PastDecision(decision, holds, "; ".join(reasons)))
    return tuple(found)
