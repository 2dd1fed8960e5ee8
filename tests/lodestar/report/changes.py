"""A difference by hand: three months of net revenue in which the second and third differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from lodestar.governance.difference import (
    Difference,
    MemberDifference,
    MetricChange,
    PeriodDifference,
    Touched,
    ValueDifference,
    WordChange,
)
from lodestar.governance.fingerprints import Fingerprint

__all__ = ["HOSTILE", "OLD", "change", "difference", "period", "values"]

HOSTILE = "<script>alert(1)</script> | [x](http://evil) `a` @boss \x1b[31mred \u202egnp"
"""What somebody might write into a label."""

OLD = Fingerprint("aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb")
NEW = Fingerprint("cccccccccccccccc", "bbbbbbbbbbbbbbbb")


def period(month: int, old: float | None, new: float | None, *, is_complete: bool = True, **rest: Any) -> Any:
    """A month of 2026."""
    return PeriodDifference("month", date(2026, month, 1), old, new, is_complete, **rest)


def values(**rest: Any) -> ValueDifference:
    """Values of three months, and the stores of the second."""
    periods = (
        period(8, 1000.0, 1000.0),
        period(9, 2000.0, 1900.0, by_definition=-100.0, by_models=0.0),
        period(10, 300.0, 240.0, is_complete=False, by_definition=-60.0, by_models=0.0),
    )
    given = {
        "rows_old": 40,
        "rows_new": 40,
        "rows_differing": 7,
        "grain": "month",
        "first_period": date(2026, 9, 1),
        "looked_at": date(2026, 9, 1),
        "largest": periods[1],
        "periods": periods,
        "members": (
            MemberDifference("store", "Web shop", 1500.0, 1380.0, 1.2),
            MemberDifference("store", "Xuhui", 100.0, 120.0, -0.2),
        ),
        "unchanged_members": {"store": 3},
        "causes": ("definition",),
    }
    return ValueDifference(**(given | rest))


def change(name: str = "net_revenue", **rest: Any) -> MetricChange:
    """A definition that changed under the same version."""
    given = {
        "label": "Net revenue",
        "label_zh": "净收入",
        "unit": "CNY",
        "kind": "meaning",
        "owner": "commerce",
        "version_old": 1,
        "version_new": 1,
        "fingerprint_old": OLD,
        "fingerprint_new": NEW,
        "formula_old": "sum(amount)",
        "formula_new": "sum(amount where is_paid)",
        "moved": ("definition",),
        "words": (WordChange("description", "All orders.", "All paid orders."),),
        "touched": Touched(("order_value",), ("scorecard",), ("revenue",), 4, ("2026-08", "2026-09")),
        "values": values(),
    }
    return MetricChange(name=name, **(given | rest))


def difference(*changes: MetricChange, **rest: Any) -> Difference:
    """The change above, unless others are given."""
    given = {"base": "main (1234567890)", "new": "working tree", "unchanged": 5, "data": "the rows of release r1"}
    return Difference(changes=changes or (change(),), **(given | rest))


def hostile() -> Difference:
    """A difference in which every text that people write is hostile."""
    told = values(members=(MemberDifference(HOSTILE, HOSTILE, 1.0, 2.0, None),))
    bad = change(
        label=HOSTILE,
        label_zh=HOSTILE,
        unit=HOSTILE,
        owner=HOSTILE,
        formula_old=HOSTILE,
        formula_new=f"{HOSTILE} more",
        words=(WordChange(HOSTILE, HOSTILE, f"{HOSTILE} other"),),
        changed_models=(HOSTILE,),
        moved=("definition", "upstream"),
        touched=Touched((HOSTILE,), (HOSTILE,), (HOSTILE,), 0, (HOSTILE,)),
        values=told,
    )
    noted = replace(bad, name="noted", values=None, values_note=HOSTILE)
    return difference(bad, noted, base=HOSTILE, data=HOSTILE)
