"""All rules over one value of facts: every finding, those that stand apart from those that a person answers for."""

from __future__ import annotations

from dataclasses import replace

from lodestar.governance.rules.facts import Facts
from lodestar.governance.rules.finding import Finding, Findings, Waived
from lodestar.governance.rules.rule import RULES
from lodestar.governance.rules.waivers import answers_for, is_waivable
from lodestar.governance.waivers import Waiver

__all__ = ["check"]


def check(facts: Facts) -> Findings:
    """Runs every rule. Findings come by file and line."""
    found = [
        finding for code in sorted(RULES) if not RULES[code].reads_findings for finding in RULES[code].findings(facts)
    ]
    waivers = _holding(facts)
    active: list[Finding] = []
    waived: list[Waived] = []
    for finding in found:
        waiver = waivers.get((finding.code, finding.subject))
        if waiver:
            waived.append(Waived(finding, waiver))
        else:
            active.append(finding)
    informed = replace(facts, found=tuple(found))
    for code in sorted(RULES):
        if RULES[code].reads_findings:
            active += RULES[code].findings(informed)
    return Findings(
        tuple(sorted(active, key=lambda finding: finding.order)),
        tuple(sorted(waived, key=lambda let_pass: let_pass.finding.order)),
    )


def _holding(facts: Facts) -> dict[tuple[str, str], Waiver]:
    """(code, subject) -> the waiver that counts today: not expired, by a person of a team, of a rule that allows it."""
    return {
        (waiver.rule, waiver.subject): waiver
        for waiver in facts.register.waivers
        if waiver.holds(facts.today) and answers_for(facts, waiver.person) and is_waivable(waiver.rule)
    }
