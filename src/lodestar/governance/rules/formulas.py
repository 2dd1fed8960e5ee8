"""Names, labels and formulas: each formula one name, each label one formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lodestar.catalog.metric import Metric
from lodestar.governance.rules.facts import Facts
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.inputs import origin
from lodestar.governance.rules.rule import rule

STATUS_ORDER = ("certified", "proposed", "deprecated")


@rule("G301", severity="warning")
def formula_has_one_name(facts: Facts) -> Iterator[Found]:
    """No two metrics compute the same by the same grain.

    Two names for one number are maintained apart: one of them changes one day, and both go on being quoted. Metrics
    that share a formula and no grain are told apart by it, such as daily and monthly active learners.
    """
    digests = _digests(facts)
    first: dict[tuple[str, str], Metric] = {}
    for metric in sorted(facts.published, key=_seniority):
        assert metric.contract is not None
        if metric.contract.status == "deprecated":
            continue  # its successor may compute the same while both are read
        keys = [(digests[metric.name], grain) for grain in metric.contract.grains]
        shared = next((key for key in keys if key in first), None)
        if shared:
            message = f"{metric.name} computes the same as {first[shared].name} by {shared[1]}."
            mend = f"Keep one name: deprecate the other with replaced_by, or remove {shared[1]} from one of them."
            yield facts.about(metric, message, mend)
        for key in keys:
            first.setdefault(key, metric)


@rule("G302", severity="error")
def label_has_one_formula(facts: Facts) -> Iterator[Found]:
    """No two metrics with different formulas share a label, in English or in Chinese.

    People read labels. Two numbers under one label are the argument that the hub exists to end.
    """
    spoken: tuple[Callable[[Metric], str], ...] = (
        lambda metric: metric.label,
        lambda metric: metric.contract.label_zh if metric.contract else "",
    )
    digests = _digests(facts)
    for label_of in spoken:
        first: dict[str, Metric] = {}
        for metric in sorted(facts.published, key=_seniority):
            label = " ".join(label_of(metric).casefold().split())
            holder = first.setdefault(label, metric) if label else metric
            if digests[holder.name] != digests[metric.name]:
                message = (
                    f"{metric.name} is labelled {label_of(metric)!r} like {holder.name}, and computes something else."
                )
                yield facts.about(metric, message, "Say in the label what is different about it.")


def _digests(facts: Facts) -> dict[str, str]:
    metrics = facts.catalog.metrics
    return {metric.name: facts.formula_digests[origin(metric, metrics).name] for metric in facts.published}


def _seniority(metric: Metric) -> tuple[int, str]:
    """Who was there first, as far as that is known: the certified, then by name."""
    assert metric.contract is not None
    return (STATUS_ORDER.index(metric.contract.status), metric.name)
