"""What a metric's type means, for one member and one period, by counting rows and users."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from tests.oracles.brute_force.aggregations import Aggregation, Number
from tests.oracles.brute_force.calendar import ONE_DAY, months_later, period_end, period_start
from tests.oracles.brute_force.facts import Facts, Row


class Parts(NamedTuple):
    """A value, and what stands above and below the line where the metric is a quotient."""

    value: Number
    numerator: Number = None
    denominator: Number = None


@dataclass(frozen=True)
class Slice:
    """One member of one dimension, and where the metric's data begins, ends, and is complete."""

    facts: Facts
    dimension: str
    member: str
    first: date
    last: date
    through: date

    def rows(self, mart: str, first: date, last: date, where: Callable[[Row], bool]) -> list[Row]:
        return [row for row in self.facts.between(mart, self.dimension, self.member, first, last) if where(row)]

    def all_rows(self, mart: str, first: date, last: date) -> list[Row]:
        """Of every member."""
        return self.facts.between(mart, "total", "total", first, last)


class Period(NamedTuple):
    grain: str
    start: date
    end: date


class Kind(Protocol):
    """A metric's type with what it is made of."""

    @property
    def marts(self) -> tuple[str, ...]: ...

    def parts(self, of: Slice, period: Period) -> Parts: ...


def always(_row: Row) -> bool:
    return True


@dataclass(frozen=True)
class Measure:
    """An aggregation over the rows of a period."""

    mart: str
    aggregation: Aggregation
    where: Callable[[Row], bool] = always

    @property
    def marts(self) -> tuple[str, ...]:
        return (self.mart,)

    def over(self, of: Slice, first: date, last: date) -> Number:
        return self.aggregation(of.rows(self.mart, first, last, self.where))

    def parts(self, of: Slice, period: Period) -> Parts:
        return Parts(self.over(of, period.start, period.end))


@dataclass(frozen=True)
class Window:
    """The value of the period's last day that data has reached, over the days from `begins` of that day to it."""

    measure: Measure
    begins: Callable[[date], date]

    @property
    def marts(self) -> tuple[str, ...]:
        return self.measure.marts

    def parts(self, of: Slice, period: Period) -> Parts:
        day = min(period.end, of.last)
        return Parts(self.measure.over(of, self.begins(day), day))


def last_days(days: int) -> Callable[[date], date]:
    """The day itself and those before it, so many in all."""
    return lambda day: day - timedelta(days=days - 1)


def last_month(day: date) -> date:
    """The days after the same day of the month before."""
    return months_later(day, -1) + ONE_DAY


def to_date(grain: str) -> Callable[[date], date]:
    return lambda day: period_start(grain, day)


def all_time(_day: date) -> date:
    return date.min


@dataclass(frozen=True)
class Ratio:
    numerator: Kind
    denominator: Kind

    @property
    def marts(self) -> tuple[str, ...]:
        return self.numerator.marts + self.denominator.marts

    def parts(self, of: Slice, period: Period) -> Parts:
        return quotient(self.numerator.parts(of, period).value, self.denominator.parts(of, period).value)


def quotient(numerator: Number, denominator: Number) -> Parts:
    value = numerator / denominator if numerator is not None and denominator else None
    return Parts(value, numerator, denominator)


@dataclass(frozen=True)
class Derived:
    """A formula over inputs; nothing is known where an input is not."""

    formula: Callable[..., Number]
    inputs: tuple[Kind, ...]

    @property
    def marts(self) -> tuple[str, ...]:
        return tuple(mart for kind in self.inputs for mart in kind.marts)

    def parts(self, of: Slice, period: Period) -> Parts:
        values = [kind.parts(of, period).value for kind in self.inputs]
        return Parts(None if None in values else self.formula(*values))


@dataclass(frozen=True)
class Before:
    """The value of the period before, by so many days or months; unknown where that ended before the first data."""

    kind: Kind
    days: int = 0
    months: int = 0

    @property
    def marts(self) -> tuple[str, ...]:
        return self.kind.marts

    def parts(self, of: Slice, period: Period) -> Parts:
        start = months_later(period.start - timedelta(days=self.days), -self.months)
        assert period_start(period.grain, start) == start, "the offset is a whole number of periods"
        end = period_end(period.grain, start)
        if end < of.first:
            return Parts(None)
        return self.kind.parts(of, Period(period.grain, start, end))


@dataclass(frozen=True)
class SemiAdditive:
    """The sum on the first or last day of the period on which the mart has any row."""

    measure: Measure
    choose: Callable[[list[date]], date]

    @property
    def marts(self) -> tuple[str, ...]:
        return self.measure.marts

    def parts(self, of: Slice, period: Period) -> Parts:
        days = [row["day"] for row in of.all_rows(self.measure.mart, period.start, period.end)]
        day = self.choose(days) if days else period.start
        return Parts(self.measure.over(of, day, day))
