"""YAML of people is read strictly, and every slip is told with its line."""

import pytest

from lodestar.yaml_text import YamlError, read_yaml_text

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: [", 2, "it is not YAML"),
        ("a: 1\nb: 2\na: 3", 3, "the key 'a' stands twice"),
        ("a:\n  - {b: 1, b: 2}", 2, "the key 'b' stands twice"),
        ("a: 1\nb: 2026-02-30", 2, "a date does not exist"),
        ("a: 0000-00-00", 1, "a date does not exist"),
        ("a: !!int ''", 1, "can't be read as int"),
        ("a: !!timestamp x", 1, "a date does not exist"),
        ("a: 1\nb: !!bool x", 2, "can't be read as bool"),
        ("a: !!python/object/apply:os.system ['true']", 1, "it is not YAML"),
        ("a: " + "9" * 5_000, 1, "can't be read as int"),
        ("a: 0x" + "f" * 5_000, 1, "more than 18 digits"),
        ("a: 1\nb: 1000000000000000000", 2, "more than 18 digits"),
        ('a: "\\e[2J"', 1, r"a text holds the character U\+001B"),
        ('a: 1\nb: "\\ud800"', 2, r"a text holds the character U\+D800"),
        ("a: 1\nb: \0", 2, r"it holds the character U\+0000"),
        ("a: " + "[" * 5_000, 1, "nested more than 60 deep"),
        ("[" * 70 + "]" * 70, 1, "nested more than 60 deep"),
        ("a: &a [*a]", 1, "an alias names what it stands in"),
        (BOMB, 6, "it unfolds to more than 200,000 values"),
    ],
)
def test_what_cant_be_meant_is_told_with_its_line(text, line, message):
    with pytest.raises(YamlError, match=message) as told:
        read_yaml_text(text)

    assert told.value.line == line


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("a: [1, x]", {"a": [1, "x"]}),
        ("a: &n [1]\nb: *n", {"a": [1], "b": [1]}),
        ("a: 净收入\n", {"a": "净收入"}),
    ],
)
def test_the_rest_is_read_as_it_stands(text, value):
    assert read_yaml_text(text) == value
