"""What a contract says beside the formula: unit, description, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lodestar.catalog.metric import Metric
from lodestar.governance.rules.facts import Facts, nearest
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.rule import rule
from lodestar.governance.units import PATH, QUOTIENTS, is_known, is_quotient

LEAST_WORDS = 10
"""What counts, what doesn't, whose day: it can't be said in fewer. Two Chinese characters count as a word."""

CHINESE = re.compile(r"[㐀-鿿]")
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


@rule("G104", severity="error")
def unit_is_known(facts: Facts) -> Iterator[Found]:
    """The unit of every metric is one of the known units, or so many of one per another.

    Units decide how a figure is printed and what it may be compared with. `CNY`, `RMB` and `yuan` side by side are
    three units to every program and one to people.
    """
    for metric in facts.published:
        assert metric.contract is not None
        unit = metric.contract.unit
        if not is_known(unit, facts.units):
            message = f"The unit of {metric.name} is {unit!r}, which is not a known unit.{nearest(unit, facts.units)}"
            mend = f"Write a known one, such as ratio, CNY, orders or `CNY per order`, or add it to `units:` in {PATH}."
            yield facts.about(metric, message, mend)


@rule("G105", severity="error")
def quotient_has_a_unit_of_quotients(facts: Facts) -> Iterator[Found]:
    """A ratio or a conversion rate has a unit of quotients: `ratio`, `points`, `CNY per order`.

    The unit is what tells a reader that figures of months must not be added up. An average order value in `CNY` looks
    like revenue.
    """
    for metric in facts.published:
        assert metric.contract is not None
        if _is_quotient(metric) and not is_quotient(metric.contract.unit):
            message = f"{metric.name} divides one number by another, and its unit is {metric.contract.unit!r}."
            mend = f"Write {', '.join(sorted(QUOTIENTS))}, or `<unit> per <unit>`, such as `CNY per order`."
            yield facts.about(metric, message, mend)


@rule("G106", severity="error")
def description_says_what_counts(facts: Facts) -> Iterator[Found]:
    """Every metric has a description of at least ten words.

    The description is what the meeting agrees on: what counts, what doesn't, whose identity, which day. Fewer words
    repeat the name, and every department fills in the rest its own way.
    """
    for metric in facts.published:
        words = _word_count(metric.description)
        if words < LEAST_WORDS:
            said = f"has {words} word{'' if words == 1 else 's'}" if words else "is missing"
            message = f"The description of {metric.name} {said}; {LEAST_WORDS} are the least."
            mend = "Say what counts, what doesn't, whose identity and which day, as you would to a new colleague."
            yield facts.about(metric, message, mend)


@rule("G107", severity="warning")
def label_is_given_in_chinese_too(facts: Facts) -> Iterator[Found]:
    """Every metric has a label in Chinese, `label_zh`.

    People who read boards in Chinese otherwise translate a label themselves, each in another way.
    """
    for metric in facts.published:
        if metric.contract and not metric.contract.label_zh:
            message = f"{metric.name} has no label in Chinese."
            yield facts.about(metric, message, "Add label_zh to its contract, in the words that the company uses.")


def _is_quotient(metric: Metric) -> bool:
    settings = metric.parameters.get("conversion_type_params") or {}
    is_rate = metric.type == "conversion" and settings.get("calculation") != "conversions"
    return metric.type == "ratio" or is_rate


def _word_count(text: str) -> int:
    return len(WORD.findall(CHINESE.sub(" ", text))) + len(CHINESE.findall(text)) // 2
