"""OSI documents as text: read with suspicion, written the same way every time.

    document = read_document(text, is_json=False, place="partner.yaml")
    text = write_document(document, is_json=True)

YAML can do more than a document needs: aliases that unfold to gigabytes, keys that stand twice, dates where text was
meant. None of that is let in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from lodestar.errors import ConfigurationError

__all__ = ["MOST_BYTES", "one_line", "read_document", "write_document", "write_properties"]

MOST_BYTES = 8_000_000
"""A model of a thousand metrics has about two million."""

WIDTH = 120


def read_document(text: str, *, is_json: bool, place: str) -> dict[str, Any]:
    """The document in `text`, in YAML or JSON.

    Raises:
        ConfigurationError: it is too large, no YAML or JSON, uses aliases, or says a key twice.
    """
    if len(text) > MOST_BYTES:
        raise ConfigurationError(f"{place} is larger than {MOST_BYTES:,} characters. Split it into smaller models.")
    try:
        if is_json:
            document = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
        else:
            document = yaml.load(text, Loader=_Loader)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        kind = "JSON" if is_json else "YAML"
        raise ConfigurationError(f"{place} is no {kind} that can be read: {one_line(error)}.") from error
    if not isinstance(document, dict):
        raise ConfigurationError(f"{place} holds no mapping. An OSI document begins with `version`.")
    return document


def write_document(document: Mapping[str, Any], *, is_json: bool) -> str:
    """The document as text; the same document gives the same bytes."""
    if is_json:
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    text: str = yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)
    return text


def write_properties(kind: str, entry: Mapping[str, Any]) -> str:
    """A `.yml` of dbt's with one entry, such as one metric, for people to read."""
    text: str = yaml.dump({kind: [entry]}, Dumper=_ReadableDumper, allow_unicode=True, sort_keys=False, width=WIDTH)
    return text


def one_line(error: Any) -> str:
    """What an error says, on one line and not longer than people read."""
    text = " ".join(str(error).split()).rstrip(".")
    return text if len(text) <= 300 else f"{text[:300]} ..."


class _Dumper(yaml.SafeDumper):
    """YAML without aliases, which `read_document` would refuse."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Writes out what stands twice."""
        return True


class _ReadableDumper(_Dumper):
    """YAML with sentences as running text, and lists below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Indents lists, as people write them."""
        super().increase_indent(flow, False)


def _running_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    is_long = len(text) > WIDTH - 20 or "\n" in text
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=">" if is_long else None)


_ReadableDumper.add_representer(str, _running_text)


class _Loader(yaml.SafeLoader):
    """YAML without aliases, repeated keys, and keys that are no text."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuses an alias: a few lines of them unfold to gigabytes."""
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("it has an alias (a name after *): write out what it stands for")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """Refuses keys that stand twice or are no text."""
        if not isinstance(node, yaml.MappingNode):
            raise yaml.YAMLError("it calls something a mapping that is none")
        return _once(
            [
                (self.construct_object(key, deep=deep), self.construct_object(value, deep=True))
                for key, value in node.value
            ]
        )


def _once(pairs: list[tuple[Any, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if not isinstance(key, str) or key in found:
            raise ValueError(f"the key {key!r} {'stands twice' if isinstance(key, str) else 'is no text'}")
        found[key] = value
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")
