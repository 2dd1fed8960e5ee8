"""What a verdict and its signs say in words, with their numbers by the units of their metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from lodestar.report.figures import formatted, percent, period
from lodestar.report.words import Words
from lodestar.review.change import Change
from lodestar.review.signs.sign import Sign
from lodestar.review.star_verdict import StarVerdict
from lodestar.review.verdict import Verdict

__all__ = ["because", "compared", "sentence", "state_word", "title", "weight"]


def title(found: StarVerdict, words: Words) -> str:
    """The star, its scope and its state."""
    state = state_word(found.verdict, words)
    return words("verdict_title", star=_label(found, found.star.metric, words), scope=found.star.scope, state=state)


def state_word(verdict: Verdict, words: Words) -> str:
    """The state in a word. Where nothing has grown there is no growth to call real."""
    if verdict.state == "healthy" and not verdict.is_grown:
        return words("verdict_state_steady")
    return words.known("verdict_state", verdict.state)


def because(found: StarVerdict, words: Words) -> str:
    """Why it is in its state."""
    verdict = found.verdict
    wanted = "strong" if verdict.state == "hollow" else "weak"
    number = sum(sign.severity == wanted for sign in verdict.raised)
    if verdict.state == "unknown":
        return words("verdict_because_unknown", reason=words.known("verdict_why", verdict.star.unknown))
    if verdict.state == "healthy":
        return words("verdict_because_healthy" if verdict.is_grown else "verdict_because_still")
    return words("verdict_because_hollow" if verdict.state == "hollow" else "verdict_because_watch", n=number)


def compared(found: StarVerdict, words: Words) -> list[str]:
    """What was held against what, and how the star moved."""
    star, lines = found.verdict.star, []
    if star.is_known:
        grain = "month" if found.grain in ("day", "week") else found.grain
        told = _moved(star, _unit(found, found.star.metric), words)
        first, last = (period(day, grain) for day in (star.months[0], star.months[-1]))
        lines.append(words("verdict_star", month=period(star.month, grain), first=first, last=last, **told))
        if star.recent is not None:
            lines.append(words("verdict_recent", recent=formatted(star.recent, _unit(found, found.star.metric))))
    if found.grain in ("day", "week"):
        lines.append(words("verdict_brought", grain=words.known("grain", found.grain)))
    volume = found.verdict.volume
    if volume is not None and volume.is_known and found.star.volume:
        told = _moved(volume, _unit(found, found.star.volume), words)
        lines.append(words("verdict_volume", metric=_label(found, found.star.volume, words), **told))
    return lines


def weight(sign: Sign, words: Words) -> str:
    """How much a sign weighs: strong, weak, clear (not raised), or open (not judged)."""
    if sign.unknown:
        return words("verdict_weight_open")
    return words.known("verdict_weight", sign.severity if sign.is_raised else "clear")


def sentence(sign: Sign, found: StarVerdict, words: Words) -> str:
    """The sign with its numbers."""
    label = _label(found, sign.metric, words)
    if sign.unknown:
        return words("verdict_not_told", metric=label, reason=_why(sign, words))
    return TOLD[sign.code](sign, found, words)


def _moved(change: Change, unit: str, words: Words) -> dict[str, str]:
    lower, upper = change.limits or (None, None)
    moved = {1: "verdict_moved_up", -1: "verdict_moved_down"}.get(change.side, "verdict_moved_within")
    return {
        "now": formatted(change.now, unit),
        "before": formatted(change.before, unit),
        "growth": percent(change.growth),
        "moved": words(moved),
        "lower": formatted(lower, unit),
        "upper": formatted(upper, unit),
    }


def _change(sign: Sign, found: StarVerdict, words: Words) -> str:
    unit = _unit(found, sign.metric)
    told = {key: formatted(_number(sign, key), unit) for key in ("before", "now", "lower", "upper")}
    return words(
        "verdict_told_change", metric=_label(found, sign.metric, words), growth=percent(_number(sign, "growth")), **told
    )


def _twin(sign: Sign, found: StarVerdict, words: Words) -> str:
    told = {key: formatted(_number(sign, f"share_{key}"), "ratio") for key in ("before", "now", "lower", "upper")}
    growth, star = (percent(_number(sign, key)) for key in ("growth", "star_growth"))
    return words("verdict_told_twin", metric=_label(found, sign.metric, words), growth=growth, star_growth=star, **told)


def _volume(sign: Sign, found: StarVerdict, words: Words) -> str:
    told = {key: formatted(_number(sign, f"share_{key}"), "ratio") for key in ("before", "now", "lower", "upper")}
    growth, star = (percent(_number(sign, key)) for key in ("growth", "star_growth"))
    label = _label(found, sign.metric, words)
    return words("verdict_told_volume", metric=label, growth=growth, star_growth=star, **told)


def _concentration(sign: Sign, found: StarVerdict, words: Words) -> str:
    facts, label = sign.facts, _label(found, sign.metric, words)
    if not sign.is_raised:
        growth = percent(_number(sign, "growth"))
        return words("verdict_told_spread", metric=label, dimension=facts["dimension"], growth=growth)
    names = facts["accounts"]
    assert isinstance(names, tuple)
    accounts = words.all_of(map(str, names))
    hidden = int(_number(sign, "accounts_count") or 0) - len(names)
    return words(
        "verdict_told_concentration",
        metric=label,
        dimension=facts["dimension"],
        growth=percent(_number(sign, "growth")),
        n=facts["accounts_count"],
        members=facts["members"],
        carried=formatted(_number(sign, "carried_share"), "ratio"),
        share=formatted(_number(sign, "share_before"), "ratio"),
        without=percent(_number(sign, "growth_without")),
        accounts=words("verdict_and_more", names=accounts, n=hidden) if hidden > 0 else accounts,
    )


def _burst(sign: Sign, found: StarVerdict, words: Words) -> str:
    facts, label = sign.facts, _label(found, sign.metric, words)
    top, growth = facts["top_start"], percent(_number(sign, "top_growth"))
    if not sign.is_raised:
        grain = words.known("grain", str(facts["grain"]))
        return words("verdict_told_no_burst", metric=label, grain=grain, top=top, growth=growth)
    return words(
        "verdict_told_burst",
        metric=label,
        first=facts["first"],
        last=facts["last"],
        share=formatted(_number(sign, "share"), "ratio"),
        after=words("verdict_after_fell" if facts["stays"] is False else "verdict_after_open"),
        top=top,
        growth=growth,
    )


def _newcomers(sign: Sign, found: StarVerdict, words: Words) -> str:
    label, unit = _label(found, sign.metric, words), _unit(found, sign.metric)
    if not sign.facts["is_wave"]:
        told = {key: formatted(_number(sign, key), unit) for key in ("before", "now")}
        return words("verdict_told_no_wave", metric=label, growth=percent(_number(sign, "growth")), **told)
    stayed = str(sign.facts["stayed_metric"])
    return words(
        "verdict_told_newcomers",
        metric=label,
        growth=percent(_number(sign, "growth")),
        came=formatted(_number(sign, "more_came"), unit),
        stayed=_label(found, stayed, words),
        stayed_growth=percent(_number(sign, "stayed_growth")),
        more=formatted(_number(sign, "more_stayed"), _unit(found, stayed)),
        share=formatted(_number(sign, "stayed_share"), "ratio"),
    )


def _outcome(sign: Sign, found: StarVerdict, words: Words) -> str:
    grain = "month" if found.grain in ("day", "week") else found.grain
    return words(
        "verdict_told_outcome",
        metric=_label(found, sign.metric, words),
        growth=percent(_number(sign, "growth")),
        reach=_reach(sign),
        star_growth=percent(_number(sign, "star_growth")),
        month=period(date.fromisoformat(str(sign.facts["star_month"])), grain),
        due=percent(_number(sign, "due_growth")),
    )


def _denominator(sign: Sign, found: StarVerdict, words: Words) -> str:
    growths = {
        "star_growth": percent(_number(sign, "star_growth")),
        "above": percent(_number(sign, "numerator_growth")),
        "below": percent(_number(sign, "growth")),
    }
    share = max(0.0, _number(sign, "share") or 0.0)
    label = _label(found, sign.metric, words)
    return words("verdict_told_denominator", metric=label, share=formatted(share, "ratio"), **growths)


TOLD: Mapping[str, Callable[[Sign, StarVerdict, Words], str]] = {
    "guardrail": _change,
    "retention": _change,
    "twin": _twin,
    "volume": _volume,
    "concentration": _concentration,
    "burst": _burst,
    "newcomers": _newcomers,
    "outcome": _outcome,
    "denominator": _denominator,
}


def _why(sign: Sign, words: Words) -> str:
    if sign.unknown == "too_noisy":
        growth, due = (percent(_number(sign, key)) for key in ("growth", "due_growth"))
        return words("verdict_why_too_noisy", growth=growth, due=due, reach=_reach(sign))
    return words.known("verdict_why", sign.unknown)


def _reach(sign: Sign) -> str:
    """Natural variation beside the level."""
    reach, before = _number(sign, "reach"), _number(sign, "before")
    return formatted(None if reach is None or not before else reach / abs(before), "ratio")


def _number(sign: Sign, key: str) -> float | None:
    value = sign.facts.get(key)
    return float(value) if isinstance(value, int | float) else None


def _label(found: StarVerdict, metric: str, words: Words) -> str:
    row: Mapping[str, Any] = found.catalog.get(metric, {})
    return words.label(row.get("label") or metric, row.get("label_zh") or "")


def _unit(found: StarVerdict, metric: str) -> str:
    return str(found.catalog.get(metric, {}).get("unit") or "")
