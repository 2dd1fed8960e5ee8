"""What a monthly review asks its meeting to decide, from what it found. Codes with values; `report/` says them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lodestar.review.effects import Measured, Verdict
from lodestar.review.monthly_review import Question, Restated
from lodestar.review.star_review import StarReview
from lodestar.review.targets import Attainment, Standing

__all__ = ["questions"]

DISAPPOINTING = (Verdict.nothing, Verdict.less, Verdict.wrong_way)


def questions(
    stars: Sequence[StarReview],
    targets: Sequence[Attainment],
    actions: Sequence[Measured],
    restated: Sequence[Restated],
    certifications: Mapping[str, str],
) -> tuple[Question, ...]:
    """The most urgent first: growth that may not be real, numbers nobody agreed to, what was missed, what did nothing.

    Args:
        certifications: metric -> what governance says of its definition.
    """
    return (
        *_stars(stars),
        *_definitions(certifications),
        *_targets(targets),
        *_actions(actions),
        *(Question("restated", values={"month": one.month, "n": one.values}) for one in restated if one.values),
    )


def _stars(stars: Sequence[StarReview]) -> Iterator[Question]:
    order = {"hollow": 0, "watch": 1, "unknown": 2}
    for star in sorted(stars, key=lambda one: order.get(one.verdict.verdict.state, 3)):
        state = star.verdict.verdict.state
        if state == "hollow":
            yield Question("hollow", star.metric)
        elif state == "watch":
            yield Question("watch", star.metric)
        elif state == "unknown":
            yield Question("unknown", star.metric)
        for driver in (below for top in star.drivers for below in top.walk()):
            if driver.state == "bad":
                yield Question("driver", driver.metric, {"team": driver.team})


def _definitions(certifications: Mapping[str, str]) -> Iterator[Question]:
    for metric, note in sorted(certifications.items()):
        if not note.startswith("certified"):
            yield Question("definition", metric, {"note": note})


def _targets(targets: Sequence[Attainment]) -> Iterator[Question]:
    for one in targets:
        if one.standing in (Standing.missed, Standing.behind) and one.target.dimension == "total":
            yield Question("target", one.target.metric, {"attainment": one})


def _actions(actions: Sequence[Measured]) -> Iterator[Question]:
    for one in actions:
        if one.action.metric is None:
            yield Question("aimless", values={"action": one.action})
        elif one.verdict in DISAPPOINTING:
            yield Question("action", one.action.metric, {"action": one.action, "verdict": one.verdict})
