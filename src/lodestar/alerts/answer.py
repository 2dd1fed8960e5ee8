"""What an answer of a channel means: HTTP 200 alone is no proof that a message has arrived.

outcome       when                                              what follows
sent          the platform's own word for success               nothing
waiting       it surely did not arrive, and may later           tried again
dead          it surely did not arrive and never will           a person looks
unconfirmed   it may have arrived                               never sent again by itself; a person decides
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

__all__ = ["Answer", "judge"]

LONGEST_WAIT = 24 * 3600.0
"""Seconds. What asks for longer is tried after that."""

TOO_MANY = {("wecom", 45009), ("dingtalk", 130101), ("dingtalk", 410100), ("feishu", 11232)}
"""Codes that say "too many messages in a minute"."""

MEANINGS = {
    ("wecom", 93000): "the robot's address is not valid",
    ("wecom", 40058): "the message is too long",
    ("dingtalk", 310000): "the robot's security settings refuse it: keyword, signature or address of this machine",
    ("dingtalk", 300001): "the robot's token is not valid",
    ("feishu", 19001): "the robot's address is not valid",
    ("feishu", 19021): "the signature is wrong, or this machine's clock is",
    ("feishu", 19022): "the robot does not take messages from this machine's address",
    ("feishu", 19024): "the robot wants a keyword: let it be Lodestar",
}
"""Codes that people meet. What the platform says itself is not kept: it may repeat what it was sent."""

SLACK_WORD = re.compile(r"[a-z_]{2,40}")
CODES = {"wecom": ("errcode",), "dingtalk": ("errcode",), "feishu": ("code", "StatusCode")}


@dataclass(frozen=True)
class Answer:
    """The outcome, why, and how many seconds the channel asks to be left alone. `tries` is 0 when nothing was tried."""

    outcome: str
    reason: str
    wait: float | None = None
    tries: int = 1


def judge(kind: str, status: int, headers: Mapping[str, str], body: str, *, now: datetime) -> Answer:
    """What an answer means.

    Args:
        kind: of the channel.
        status: of HTTP.
        body: its text; a few kilobytes are enough.
    """
    if status == 429:
        return Answer("waiting", "HTTP 429: too many messages", _retry_after(headers, now) or 60.0)
    if status == 504:
        return Answer("unconfirmed", "HTTP 504: a gateway lost the answer")
    if status == 408 or status >= 500:
        return Answer("waiting", f"HTTP {status}", _retry_after(headers, now))
    if not 200 <= status < 300:
        word = body.strip()
        said = f": {word}" if kind == "slack" and SLACK_WORD.fullmatch(word) else ""
        return Answer("dead", f"HTTP {status}{said}: the address or the message is refused")
    return _judge_body(kind, status, body)


def _judge_body(kind: str, status: int, body: str) -> Answer:
    sent, no_answer = Answer("sent", f"HTTP {status}"), Answer("unconfirmed", f"HTTP {status}, but no answer of {kind}")
    if kind == "slack" and body.strip() == "ok":
        return sent
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if kind == "slack":
        word = body.strip()
        if isinstance(said, dict) and said.get("ok") is True:
            return sent
        refused = SLACK_WORD.fullmatch(word) is not None
        if refused or (isinstance(said, dict) and said.get("ok") is False):
            return Answer("waiting", f"HTTP {status}, but Slack says {word if refused else 'no'}")
        return no_answer
    if kind == "webhook":
        refused = isinstance(said, dict) and (said.get("ok") is False or said.get("errcode") not in (None, 0, "0"))
        return Answer("waiting", f"HTTP {status}, but an error in the body") if refused else sent
    return _judge_code(kind, status, said) or no_answer


def _judge_code(kind: str, status: int, said: Any) -> Answer | None:
    found = [said[name] for name in CODES[kind] if name in said] if isinstance(said, dict) else []
    codes = [int(code) for code in found if isinstance(code, int | str) and re.fullmatch(r"-?\d{1,9}", str(code))]
    if not codes or len(codes) < len(found):
        return None
    bad = [code for code in codes if code != 0]
    if not bad:
        return Answer("sent", f"HTTP {status}, code 0")
    if (kind, bad[0]) in TOO_MANY:
        return Answer("waiting", f"HTTP {status}, but code {bad[0]}: too many messages", 60.0)
    meaning = MEANINGS.get((kind, bad[0]))
    return Answer("waiting", f"HTTP {status}, but code {bad[0]}{f': {meaning}' if meaning else ''}")


def _retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds of a `Retry-After`, which is a number or a date (RFC 9110, 10.2.3)."""
    given = headers.get("Retry-After", "").strip()
    try:
        at = None if given.isdigit() else parsedate_to_datetime(given)
    except ValueError:
        return None
    at = at.replace(tzinfo=UTC) if at and not at.tzinfo else at
    seconds = (at - now).total_seconds() if at else float(given)
    return min(max(seconds, 0.0), LONGEST_WAIT)
