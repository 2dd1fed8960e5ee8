"""What is written now, against what people agreed on."""

from __future__ import annotations

from collections.abc import Iterator

from lodestar.governance.rules.facts import Facts
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.rule import rule


@rule("G401", severity="error")
def definition_is_the_one_agreed(facts: Facts) -> Iterator[Found]:
    """Every certified metric means what its last decision says.

    A definition that changes without a decision changes what was reported without a trace.
    """
    for metric in facts.published:
        certification = facts.certifications[metric.name]
        if certification.state == "drifted":
            mend = "Take the change back, or agree to it: see `lodestar diff`, then `lodestar consensus decide`."
            yield facts.about(metric, f"{metric.name} has {certification.sentence}.", mend)


@rule("G402", severity="error")
def certified_metric_is_decided(facts: Facts) -> Iterator[Found]:
    """Every metric whose contract says `certified` is named by a valid decision.

    Anybody can write `certified` into a file.
    """
    for metric in facts.published:
        is_blind = not facts.register.teams.by_name and facts.register.decisions_about(metric.name)
        if facts.certifications[metric.name].state == "undecided" and not is_blind:
            why = _why(metric.name, facts)
            message = f"The contract of {metric.name} says certified, and no valid decision names it{why}."
            yield facts.about(
                metric, message, "Agree to it (`lodestar consensus decide`), or write status: proposed until then."
            )


@rule("G404", severity="error")
def version_counts_up_with_meaning(facts: Facts) -> Iterator[Found]:
    """A definition that is another than the decided one has a greater version.

    The version is how a reader of last year's report knows that it is another number.
    """
    for metric in facts.published:
        certification = facts.certifications[metric.name]
        decision = certification.decision
        agreed = decision.about(metric.name) if decision else None
        if decision is None or agreed is None or metric.contract is None:
            continue
        version = metric.contract.version
        is_changed = agreed.new.definition != certification.fingerprint.definition
        if is_changed and version <= agreed.version:
            message = (
                f"{metric.name} says version {version}, and its definition is not the one that decision "
                f"{decision.number} agreed to as version {agreed.version}."
            )
            yield facts.about(metric, message, f"Write version: {agreed.version + 1}.")
        elif version < agreed.version:
            message = f"{metric.name} says version {version}; decision {decision.number} agreed to {agreed.version}."
            yield facts.about(metric, message, f"Write version: {agreed.version}, or more where the meaning changed.")


def _why(name: str, facts: Facts) -> str:
    """What stands in the way of the decisions that do name it."""
    named = facts.register.decisions_about(name)
    if not named:
        return ""
    last = named[-1]
    if last.decided_on > facts.today:
        return f" (decision {last.number} is of {last.decided_on}, which is still to come)"
    return f" (decision {last.number} does, but is not valid)"
