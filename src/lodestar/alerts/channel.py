"""Channels: where alerts go, and which ones. `governance/channels.yml`:

channels:
  - name: data-team
    kind: wecom                    # wecom, feishu, dingtalk, slack or webhook
    url_from: LODESTAR_WECOM_URL   # the environment variable that holds the address; the address itself is a secret
    secret_from: LODESTAR_SECRET   # optional, of a feishu or dingtalk robot that wants its messages signed
    events: [build_failed, release_damaged]
    language: zh                   # or en, the default
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lodestar.errors import ConfigurationError, UnknownNameError

__all__ = ["EVENTS", "KINDS", "PATH", "SIGNING", "Channel", "find_channel", "load_channels", "read_channels"]

PATH = "governance/channels.yml"
KINDS = ("wecom", "feishu", "dingtalk", "slack", "webhook")
SIGNING = ("feishu", "dingtalk")
"""Kinds whose robots can want a signature."""

EVENTS = ("build_failed", "release_partial", "release_damaged", "freshness", "quarantine", "doctor")
LANGUAGES: tuple[Any, ...] = ("en", "zh")
KEYS = ("name", "kind", "url_from", "secret_from", "events", "language")
NAME = re.compile(r"[a-z][a-z0-9_-]*")
VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")


@dataclass(frozen=True)
class Channel:
    """A chat or an endpoint. `url_from` and `secret_from` name environment variables, never what they hold."""

    name: str
    kind: str
    url_from: str
    events: tuple[str, ...]
    secret_from: str | None = None
    language: str = "en"


def load_channels(root: Path) -> tuple[Channel, ...]:
    """The channels of the project; none where it has no `governance/channels.yml`.

    Raises:
        ConfigurationError: the file is wrong, with every problem and its line. No value of it is repeated: somebody may
            have pasted a secret.
    """
    path = root / PATH
    if not path.exists():
        return ()
    problems: list[tuple[int, str]] = []
    try:
        channels = read_channels(path.read_text(encoding="utf-8-sig"), problems)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{PATH}:1: it can't be read: {type(error).__name__}") from error
    if problems:
        raise ConfigurationError("\n".join(f"{PATH}:{line}: {message}" for line, message in problems))
    return channels


def find_channel(channels: tuple[Channel, ...], name: str) -> Channel:
    """The channel of that name.

    Raises:
        UnknownNameError: there is none.
    """
    for channel in channels:
        if channel.name == name:
            return channel
    raise UnknownNameError("channel", name, (channel.name for channel in channels))


def read_channels(text: str, problems: list[tuple[int, str]]) -> tuple[Channel, ...]:
    """The channels of a text; what is wrong is added to `problems` as line and message."""
    try:
        declared = yaml.safe_load(text)
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problems.append((mark.line + 1 if mark else 1, "it is not YAML"))
        return ()
    if declared is None:
        return ()
    if not isinstance(declared, Mapping) or set(declared) != {"channels"} or not isinstance(declared["channels"], list):
        problems.append((1, "it must hold `channels:`, a list of {name, kind, url_from, events}, and nothing else"))
        return ()
    lines = [item.start_mark.line + 1 for item in tree.value[0][1].value] if tree else []
    channels: list[Channel] = []
    for given, line in zip(declared["channels"], lines, strict=True):
        wrong = _wrong(given)
        if wrong is None and given["name"] in {channel.name for channel in channels}:
            wrong = "a channel of this name stands above"
        if wrong is None:
            channels.append(_channel(given))
        else:
            problems.append((line, wrong))
    return tuple(channels)


def _channel(given: Mapping[str, Any]) -> Channel:
    return Channel(
        given["name"],
        given["kind"],
        given["url_from"],
        tuple(given["events"]),
        given.get("secret_from"),
        given.get("language", "en"),
    )


def _wrong(given: Any) -> str | None:
    """What is wrong with a channel, without a word of it."""
    if not isinstance(given, Mapping):
        return "a channel must be a mapping of name, kind, url_from and events"
    kind, events = given.get("kind"), given.get("events")
    are_events = isinstance(events, list) and all(isinstance(event, str) and event in EVENTS for event in events)
    has_secret = "secret_from" in given
    rules = (
        (set(given) <= set(KEYS), f"a key is none of {', '.join(KEYS)}"),
        (_matches(NAME, given.get("name")), "name must be small letters, digits, - and _, and begin with a letter"),
        (isinstance(kind, str) and kind in KINDS, f"kind must be one of {', '.join(KINDS)}"),
        (
            _matches(VARIABLE, given.get("url_from")),
            "url_from must name an environment variable, such as LODESTAR_WECOM_URL, that holds the address: the "
            "address itself is a secret and never stands in a file",
        ),
        (
            not has_secret or _matches(VARIABLE, given["secret_from"]),
            "secret_from must name an environment variable that holds the secret, never the secret itself",
        ),
        (
            not has_secret or kind in SIGNING,
            f"secret_from is for {' and '.join(SIGNING)} alone: other kinds sign nothing",
        ),
        (are_events and bool(events), f"events must be a list of {', '.join(EVENTS)}"),
        (not are_events or len(set(events or ())) == len(events or ()), "an event is listed twice"),
        (given.get("language", "en") in LANGUAGES, f"language must be {' or '.join(LANGUAGES)}"),
    )
    return next((message for holds, message in rules if not holds), None)


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None
