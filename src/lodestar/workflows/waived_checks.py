"""Checks that a named person answers for until a day: `governance/waivers.csv`, with the check's code as the rule.

rule,subject,reason,person,expires_on
volume,raw.odoo__pos_order,Two stores are closed for repair,Chen Yu,2027-03-31
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lodestar.governance.register import Register, read_register
from lodestar.governance.waivers import WAIVABLE_CHECKS, Waiver
from lodestar.quality.result import CheckResult
from lodestar.settings import Project

__all__ = ["waive"]


def waive(project: Project, results: Iterable[CheckResult], *, now: datetime) -> list[CheckResult]:
    """The same results; one that blocks and that somebody answers for only warns, and says who and until when.

    Args:
        now: a moment with a zone; its business day is the one by which waivers expire.
    """
    results = list(results)
    if not any(_can_be_waived(result) for result in results):
        return results
    day = now.astimezone(ZoneInfo(project.business_timezone)).date()
    register = read_register(project.root)
    return [_waived(result, register, day) if _can_be_waived(result) else result for result in results]


def _can_be_waived(result: CheckResult) -> bool:
    return result.status == "failed" and result.severity == "block" and result.code in WAIVABLE_CHECKS


def _waived(result: CheckResult, register: Register, day: date) -> CheckResult:
    found = [waiver for waiver in register.waivers if waiver.rule == result.code and _is_about(waiver, result)]
    counting = [waiver for waiver in found if waiver.holds(day) and _counts(waiver, register)]
    if counting:
        waiver = max(counting, key=lambda waiver: waiver.expires_on)
        words = f"waived by {waiver.person} until {waiver.expires_on}: {waiver.reason}"
        return replace(result, severity="warn", detail=f"{result.detail}; {words}")
    if found:
        waiver = max(found, key=lambda waiver: waiver.expires_on)
        words = f"the waiver of {waiver.person} expired on {waiver.expires_on}"
        if waiver.holds(day):
            words = f"the waiver of {waiver.person} does not count: a person of a team must sign it"
        return replace(result, detail=f"{result.detail}; {words}")
    words = f"a person may answer for it in governance/waivers.csv: {result.code},{result.table},..."
    return replace(result, detail=f"{result.detail}; {words}")


def _is_about(waiver: Waiver, result: CheckResult) -> bool:
    return waiver.subject in (result.table, result.table.rpartition(".")[2])


def _counts(waiver: Waiver, register: Register) -> bool:
    return any(register.teams.speaks_for(waiver.person, team) for team in register.teams.by_name)
