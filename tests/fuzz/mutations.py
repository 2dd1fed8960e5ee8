"""Changes to files and values that people and machines make by accident, and some that only an attacker makes."""

from __future__ import annotations

import copy
import datetime
from typing import Any

from tests.fuzz.choices import Choices

__all__ = ["ODD_TEXTS", "ODD_VALUES", "mutated_bytes", "mutated_value"]

ODD_TEXTS = (
    "",
    " ",
    "null",
    "净收入",
    "'; drop table hub.metric_values; --",
    "{{ env_var('HOME') }}",
    "{% for i in range(10) %}x{% endfor %}",
    "../../etc/passwd",
    "a" * 5000,
    "total",
    "0000-00-00",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "20261001",
    "2026-W40-4",
    "nan",
    "inf",
    "1e999",
    "-1",
    "1_000",
    "１２",
    "0e99999999999999999999",
    "0e999999999",
    "line\nbreak",
    "\u202eevil",
    "\ufeff",
    "\x1b[2J",
    "day",
    "\ud800",
    "month",
    "%s%s%n",
    "[red]",
    '"',
    "-",
    "a,b",
    "true",
    "🙂",
)
ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    10**18,
    10**30,
    10**400,
    1e308,
    float("nan"),
    float("inf"),
    [],
    {},
    [[]],
    [None],
    {"": None},
    {"a": {"b": []}},
    datetime.date(1, 1, 1),
    datetime.date(9999, 12, 31),
    datetime.datetime(2026, 1, 1, 12),
    b"\xff",
    *ODD_TEXTS,
)

ODD_BYTES = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    "净收入".encode("gbk"),
    b"\r\n",
    b"\r",
    b'"',
    b"'",
    b",",
    b"\t",
    b": ",
    b"- ",
    b"&a ",
    b"*a",
    b"<<: *a",
    b"!!int ''",
    b"!!timestamp x",
    b"!!bool x",
    b"!!python/object/apply:os.system ['true']",
    b"!!binary '*'",
    b"!!float ''",
    b"0x" + b"f" * 4000,
    b"9" * 5000,
    b".inf",
    b".nan",
    b"0000-00-00",
    b"2026-02-30",
    b"0001-01-01 00:00:00 +14:00",
    b"2026-01-01 00:00:00 +99:99",
    b"[" * 3000,
    b"{a: " * 2000,
    b"- " * 2000,
    b"? ",
    b"---\n",
    b"...\n",
    b"%YAML 9.9\n",
    b"=",
    b"~",
    b'"\\ud800"',
    b'"\\e[2J"',
    b'"\\0"',
    b"\n",
    b"null",
    b"x: &x [*x]\n",
    b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
    b"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n",
)


def mutated_value(value: Any, choices: Choices) -> Any:
    """The value with one to three things in it replaced, removed, doubled, renamed or wrapped."""
    value = copy.deepcopy(value)
    for _ in range(1 + choices.below(3)):
        value = _once(value, choices)
    return value


def mutated_bytes(content: bytes, choices: Choices) -> bytes:
    """The content cut, overwritten, doubled, in another encoding, or with something odd put in."""
    for _ in range(1 + choices.below(4)):
        place = choices.below(len(content) + 1)
        way = choices.below(8)
        if way == 0:
            content = content[:place]
        elif way == 1:
            content = content[:place] + choices.one_of(ODD_BYTES) + content[place:]
        elif way == 2:
            content = content[:place] + content[place + 1 + choices.below(20) :]
        elif way == 3:
            content = content[:place] + choices.bytes(1 + choices.below(8)) + content[place + 1 :]
        elif way == 4:
            content = _recoded(content, choices.one_of(("utf-16", "gbk", "utf-8-sig", "utf-32", "latin-1")))
        elif way == 5:
            end = place + choices.below(200)
            content = content[:end] + content[place:end] + content[end:]
        elif way == 6:
            content = _token_replaced(content, choices)
        else:
            lines = content.splitlines(keepends=True)
            if lines:
                at = choices.below(len(lines))
                lines.insert(choices.below(len(lines)), lines.pop(at))
                content = b"".join(lines)
    return content


def _recoded(content: bytes, encoding: str) -> bytes:
    return content.decode("utf-8", "replace").encode(encoding, "replace")


def _token_replaced(content: bytes, choices: Choices) -> bytes:
    """One cell or value of a line becomes something odd."""
    lines = content.split(b"\n")
    at = choices.below(len(lines))
    for mark in (b",", b": "):
        cells = lines[at].split(mark)
        if len(cells) > 1:
            odd = choices.one_of((*ODD_BYTES, *(text.encode("utf-8", "surrogatepass") for text in ODD_TEXTS)))
            cells[choices.below(len(cells))] = odd
            lines[at] = mark.join(cells)
            break
    return b"\n".join(lines)


def _once(value: Any, choices: Choices) -> Any:
    if isinstance(value, dict) and value:
        key = choices.one_of(list(value))
        way = choices.below(6)
        if way == 0:
            del value[key]
        elif way == 1:
            value[choices.one_of((*ODD_TEXTS, f"{key}x"))] = value.pop(key)
        elif way == 2:
            value[key] = copy.deepcopy(choices.one_of(ODD_VALUES))
        else:
            value[key] = _once(value[key], choices)
        return value
    if isinstance(value, list) and value:
        at = choices.below(len(value))
        way = choices.below(6)
        if way == 0:
            del value[at]
        elif way == 1:
            value.append(copy.deepcopy(value[at]))
        elif way == 2:
            value[at] = copy.deepcopy(choices.one_of(ODD_VALUES))
        else:
            value[at] = _once(value[at], choices)
        return value
    way = choices.below(4)
    if way == 0:
        return [value]
    if way == 1:
        return {"name": value}
    return copy.deepcopy(choices.one_of(ODD_VALUES))
