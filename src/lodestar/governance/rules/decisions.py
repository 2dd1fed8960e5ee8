"""Decisions themselves: who made them, what they name, and that one follows the other."""

from __future__ import annotations

from collections.abc import Iterator

from lodestar.governance.decisions import DecidedMetric, Decision
from lodestar.governance.fingerprints import Fingerprint
from lodestar.governance.rules.facts import Facts
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.rule import rule

BACKDATED_DAYS = 31
"""A meeting may decide from the first day of its month on. What lies further back was reported already."""


@rule("G403", severity="error", is_waivable=False)
def decision_is_valid(facts: Facts) -> Iterator[Found]:
    """Every decision is agreed to by people: one more than who proposed it, and one for each owner.

    A decision that nobody may make binds nobody. One whose metrics all have a valid later decision is history and is
    left alone.
    """
    for decision in facts.decisions if facts.register.teams.by_name else ():
        if decision.path in facts.objections and not _is_history(decision, facts):
            for sentence in facts.objections[decision.path]:
                message = f"Decision {decision.number} binds nobody: {sentence}."
                mend = "Let the people who may agree do so, in a new decision; what was decided is never edited."
                yield Found(decision.path, facts.line(decision.path, "agreed_by"), decision.path, message, mend)


@rule("G405", severity="warning")
def decision_names_known_metrics(facts: Facts) -> Iterator[Found]:
    """Every metric that a decision names is a governed metric.

    A name with a slip is agreed to, and the metric that was meant is not.
    """
    for decision in facts.decisions:
        for about in decision.metrics:
            unknown = facts.unknown(about.name)
            if unknown and not _is_history(decision, facts):
                mend = (
                    "Decide again with the right name. A metric that is gone stays in the project with status: retired."
                )
                message = f"Decision {decision.number}: {unknown}"
                yield facts.at(decision.path, about.name, message, mend)


@rule("G406", severity="warning")
def decision_reaches_back_a_month_at_most(facts: Facts) -> Iterator[Found]:
    """No decision that changes a definition takes effect more than 31 days before it was made.

    Figures further back were reported already; they would change under their readers. The first decision about a metric
    changes none.
    """
    for decision in facts.decisions:
        days = (decision.decided_on - decision.effective_from).days
        changed = [about.name for about in decision.metrics if about.old is not None]
        if days > BACKDATED_DAYS and changed and not _is_history(decision, facts):
            message = (
                f"Decision {decision.number} of {decision.decided_on} is effective from {decision.effective_from}, "
                f"{days} days before, and changes {', '.join(changed)}."
            )
            mend = "Let it begin with a period that is not reported yet; restate the past where that is meant."
            yield Found(decision.path, facts.line(decision.path, "effective_from"), decision.path, message, mend)


@rule("G407", severity="warning")
def decisions_follow_each_other(facts: Facts) -> Iterator[Found]:
    """The definition that the last decision replaces is the one that the decision before agreed to.

    Where the chain is broken, a definition was in use in between that nobody decided on, or two meetings decided apart.
    """
    for name, decisions in facts.decided.items():
        last, before = decisions[-1], decisions[-2] if len(decisions) > 1 else None
        about, agreed = last.about(name), before.about(name) if before else None
        if about and not _follows(about.old, agreed):
            said = f"Decision {last.number} replaces {_short(about.old)} of {name}"
            was = (
                f"decision {before.number} agreed to {_short(agreed.new)}"
                if before and agreed
                else "none was agreed to"
            )
            mend = "Say in a new decision which definition is in force, old and new as `lodestar diff` shows them."
            yield facts.at(last.path, name, f"{said}, and before it {was}.", mend)


def _is_history(decision: Decision, facts: Facts) -> bool:
    """Whether every metric that it names (and that there is) has a valid later decision."""
    known = [about.name for about in decision.metrics if facts.status(about.name) is not None]
    this = (decision.decided_on, decision.number)
    last = [facts.decided[name][-1] for name in known if name in facts.decided]
    return bool(known) and len(last) == len(known) and all((d.decided_on, d.number) > this for d in last)


def _follows(old: Fingerprint | None, agreed: DecidedMetric | None) -> bool:
    if old is None or agreed is None:
        return old is None and agreed is None
    same_models = not old.upstream or old.upstream == agreed.new.upstream
    return old.definition == agreed.new.definition and same_models


def _short(fingerprint: Fingerprint | None) -> str:
    if fingerprint is None:
        return "no definition"
    return f"definition {fingerprint.definition} (models {fingerprint.upstream or 'not said'})"
