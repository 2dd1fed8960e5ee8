"""English and Chinese say the same, and nothing that nobody asks for."""

import re
from pathlib import Path
from string import Formatter

import pytest

import lodestar.report
from lodestar.errors import UsageError
from lodestar.governance.agenda import REASONS
from lodestar.governance.questions import ALWAYS
from lodestar.report.phrases import PHRASES, SUBJECTS
from lodestar.report.words import Words

ROOM = Path(lodestar.report.__file__).parent
SOURCES = [path.read_text(encoding="utf-8") for path in (*ROOM.glob("*.py"), *ROOM.glob("templates/*.j2"))]
TEXT = "\n".join(SOURCES)
QUESTIONS = (ROOM.parent / "governance" / "questions.py").read_text(encoding="utf-8")


def values_of(phrase):
    return {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}


def test_both_languages_tell_the_same_values():
    assert {key for key, (english, chinese) in PHRASES.items() if values_of(english) != values_of(chinese)} == set()


def test_a_key_stands_in_one_subject_alone():
    assert len(PHRASES) == sum(len(subject) for subject in SUBJECTS)


def test_no_phrase_is_empty_and_every_chinese_one_is_chinese():
    same = {"version_raised"}
    joints = {"alert_check", "deck_in_unit", "largest_text", "largest_short", "models", "pack_of", "titled"}
    for key, (english, chinese) in PHRASES.items():
        assert english, key
        assert key in same | joints or re.search("[\u4e00-\u9fff]", chinese), key
        assert not re.search("[\u4e00-\u9fff][,;:?()]", chinese), f"{key}: half-width punctuation"


def test_every_key_is_used():
    groups = set(re.findall(r"""known\(\s*"(\w+)\"""", TEXT)) | set(re.findall(r'f"(\w+)_\{', TEXT))
    groups |= set(re.findall(r't\("(\w+)_" ~', TEXT))
    literal = set(re.findall(r"""["'](\w+)["']""", TEXT))
    unused = {key for key in PHRASES if key not in literal and not any(key.startswith(f"{g}_") for g in groups)}

    assert unused == set()


def test_every_reason_and_every_question_has_its_words():
    asked = {*ALWAYS.values(), *re.findall(r'Point\(\s*"(\w+)"', QUESTIONS), "which_way", "who_finds_out"}

    assert {f"reason_{code}" for code in REASONS} <= set(PHRASES)
    assert {f"ask_{code}" for code in asked} == {key for key in PHRASES if key.startswith("ask_")}


def test_a_language_that_is_not_there_is_told():
    with pytest.raises(UsageError, match="en or zh"):
        Words("fr")


def test_a_space_stands_between_chinese_and_other_letters_alone():
    words = Words("zh")

    assert words("record_people", team="财务", people="Li Na") == "可以代表财务表态的人：Li Na。"
    assert words("record_people", team="finance", people="Li Na") == "可以代表 finance 表态的人：Li Na。"
    assert words("pack_of", project="学校", date="2026-11-22") == "学校，2026-11-22"
    assert words("version_raised", old=1, new=2) == "1 → 2"
