"""Waivers themselves. None of this can be waived."""

from __future__ import annotations

from collections.abc import Iterator

from lodestar.governance.rules.facts import Facts
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.rule import RULES, rule
from lodestar.governance.waivers import PATH, WAIVABLE_CHECKS, Waiver

__all__ = ["answers_for", "is_waivable"]


@rule("G511", severity="warning", is_waivable=False, reads_findings=True)
def waiver_has_not_expired(facts: Facts) -> Iterator[Found]:
    """No waiver has expired.

    Its finding stands again. A row that no longer counts reads as if it did.
    """
    found = _found_about(facts)
    for waiver in facts.register.waivers:
        if not waiver.holds(facts.today):
            is_needed = (waiver.rule, waiver.subject) in found
            stands = ", and its finding stands again" if is_needed else ", and there is nothing left to waive"
            if waiver.rule in WAIVABLE_CHECKS:
                stands = ", and the next build that it was for is stopped"
            message = f"The waiver of {waiver.rule} for {waiver.subject} expired on {waiver.expires_on}{stands}."
            yield _found(waiver, message, "Mend the finding and remove the row, or let somebody answer for it anew.")


@rule("G512", severity="warning", is_waivable=False, reads_findings=True)
def waiver_waives_something(facts: Facts) -> Iterator[Found]:
    """Every waiver that still counts matches a finding.

    A row that waives nothing lets the next finding pass unseen.
    """
    found = _found_about(facts)
    for waiver in facts.register.waivers:
        is_matched = (waiver.rule, waiver.subject) in found
        if waiver.holds(facts.today) and is_waivable(waiver.rule) and not is_matched:
            message = f"{waiver.rule} finds nothing about {waiver.subject!r}, so the waiver waives nothing."
            yield _found(waiver, message, "Remove the row, or write the subject as the finding names it.")


@rule("G513", severity="error", is_waivable=False, reads_findings=True)
def waiver_is_a_persons(facts: Facts) -> Iterator[Found]:
    """Every waiver is answered for by a person of a team, never by an agent.

    A waiver is somebody's word. One of a person whom no team knows is nobody's, so it does not count.
    """
    for waiver in facts.register.waivers:
        if not answers_for(facts, waiver.person):
            is_agent = waiver.person in facts.register.teams.agents
            who = "an agent, and agents waive nothing" if is_agent else "in no team of governance/teams.yml"
            message = f"The waiver of {waiver.rule} for {waiver.subject} does not count: {waiver.person} is {who}."
            yield _found(waiver, message, "Let a person of a team answer for it, by the name that teams.yml has.")


@rule("G514", severity="error", is_waivable=False, reads_findings=True)
def waiver_names_a_rule_that_allows_it(facts: Facts) -> Iterator[Found]:
    """Every waiver names a rule that there is, and that can be waived.

    Torn files, decisions of people who may not decide, and waivers can't be made right by a signature.
    """
    for waiver in facts.register.waivers:
        if waiver.rule in WAIVABLE_CHECKS:
            continue  # builds read these
        if waiver.rule not in RULES:
            message = f"There is no rule {waiver.rule!r}, so the waiver for {waiver.subject} waives nothing."
            yield _found(waiver, message, "Write the code as the finding has it, such as G101.")
        elif not is_waivable(waiver.rule):
            message = f"{waiver.rule} ({RULES[waiver.rule].name}) can't be waived."
            yield _found(waiver, message, "Mend the finding and remove the row.")


def answers_for(facts: Facts, person: str) -> bool:
    """Whether a waiver of that person counts: somebody of a team, and no agent."""
    teams = facts.register.teams
    return any(teams.speaks_for(person, team) for team in teams.by_name)


def is_waivable(code: str) -> bool:
    """Whether there is such a rule and a waiver of it can count."""
    return code in RULES and RULES[code].is_waivable


def _found_about(facts: Facts) -> set[tuple[str, str]]:
    return {(finding.code, finding.subject) for finding in facts.found}


def _found(waiver: Waiver, message: str, mend: str) -> Found:
    return Found(PATH, waiver.line, PATH, message, mend)
