"""YAML that people wrote, read strictly: what YAML would let pass silently is a slip, and is told with its line.

declared = read_yaml_text(text)        # YamlError(line, message) for what can't be meant
"""

from __future__ import annotations

import unicodedata
from typing import Any

import yaml

__all__ = ["YamlError", "read_yaml_text"]

DEEPEST = 60
"""Levels of nesting; no file of people has ten."""

MOST_NODES = 200_000
"""Values after aliases are written out: a few lines of them unfold to gigabytes."""

LARGEST = 10**18
"""No whole number that people write is larger, and larger ones break what computes with them."""

UNSEEN = ("Cc", "Cs")
"""Unicode's control characters, which move a terminal's cursor, and halves of letters, which no file can hold."""


class YamlError(ValueError):
    """What is wrong with a text, and on which line, counted from 1."""

    def __init__(self, line: int, message: str) -> None:
        """`message` is a sentence without a full stop."""
        super().__init__(message)
        self.line = line


def read_yaml_text(text: str) -> Any:
    """What a YAML text holds; None for an empty one.

    Raises:
        YamlError: it is no YAML, says a key twice, names a date that does not exist, holds a number or a letter that
            nothing can compute with or print, is nested too deeply or unfolds to too much.
    """
    loader = _Loader("")
    try:
        loader = _Loader(text)  # checks every letter
        node = loader.get_single_node()
        if node is None:
            return None
        _count(node, {}, [])
        return loader.construct_document(node)
    except YamlError:
        raise
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise YamlError(line, f"it is not YAML: it holds the character {_code(chr(error.character))}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        message = f"it is not YAML: {getattr(error, 'problem', None) or error}"
        raise YamlError(mark.line + 1 if mark else 1, message) from error
    except RecursionError as error:
        raise YamlError(1, f"it is nested more than {DEEPEST} deep") from error
    except Exception as error:  # PyYAML's own constructors: a tag on a value that it does not fit, a day 31 of June
        raise YamlError(loader.line_read, loader.complaint(error)) from error
    finally:
        loader.dispose()


class _Loader(yaml.SafeLoader):
    """Remembers what it reads, so that a value which can't be read is told with its line."""

    at: yaml.Node | None = None

    @property
    def line_read(self) -> int:
        return self.at.start_mark.line + 1 if self.at is not None else 1

    def complaint(self, error: Exception) -> str:
        """What is wrong with the value that is read now."""
        tag, value = (self.at.tag, self.at.value) if isinstance(self.at, yaml.ScalarNode) else ("", "a value")
        if tag.endswith(":timestamp"):
            return f"a date does not exist: {error}"
        kind = tag.rpartition(":")[2]
        return f"it is not YAML: {str(value)[:40]!r} can't be read{f' as {kind}' if kind else ''}"

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """The value of a node.

        Raises:
            YamlError: nothing can compute with it, or print it.
        """
        self.at = node
        found = super().construct_object(node, deep)
        if isinstance(found, int) and abs(found) >= LARGEST:
            raise YamlError(node.start_mark.line + 1, "a whole number has more than 18 digits")
        if isinstance(found, str):
            odd = next((one for one in found if unicodedata.category(one) in UNSEEN and one not in "\n\t"), "")
            if odd:
                raise YamlError(node.start_mark.line + 1, f"a text holds the character {_code(odd)}")
        return found


def _count(node: yaml.Node, known: dict[int, int], above: list[int]) -> int:
    """Values in a node with aliases written out."""
    if id(node) in above:
        raise YamlError(node.start_mark.line + 1, "an alias names what it stands in")
    if id(node) in known:
        return known[id(node)]
    line = node.start_mark.line + 1
    if len(above) > DEEPEST:
        raise YamlError(line, f"it is nested more than {DEEPEST} deep")
    below: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        keys: set[tuple[str, str]] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if (key.tag, key.value) in keys:
                    raise YamlError(key.start_mark.line + 1, f"the key {key.value[:40]!r} stands twice")
                keys.add((key.tag, key.value))
            below += [key, value]
    elif isinstance(node, yaml.SequenceNode):
        below = node.value
    found = 1 + sum(_count(one, known, [*above, id(node)]) for one in below)
    if found > MOST_NODES:
        raise YamlError(line, f"it unfolds to more than {MOST_NODES:,} values: write out what aliases stand for")
    known[id(node)] = found
    return found


def _code(letter: str) -> str:
    return f"U+{ord(letter):04X}, which nobody can see"
