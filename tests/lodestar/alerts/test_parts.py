"""Whatever the text, its parts fit, and together they are the text."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.alerts.parts import LIMITS, in_parts

TEXTS = st.lists(
    st.sampled_from(["指标", "。", "，", "\n", "row ", "x" * 50, "😀", '"', "&", "<", "\t", "é"]), max_size=3000
)


def fits(kind, text):
    """Counted anew, as each platform says it counts."""
    if kind == "wecom":
        return len(text.encode()) <= 2048
    if kind == "slack":
        return len(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) <= 4000
    return len(json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()) < 20_000


@pytest.mark.parametrize("kind", LIMITS)
@given(words=TEXTS)
def test_every_part_fits_and_nothing_is_lost_or_out_of_order(kind, words):
    text = "".join(words)

    parts = in_parts(text, kind)

    assert all(fits(kind, part) for part in parts)
    if len(parts) > 1:
        assert [part.split(" ")[0] for part in parts] == [f"({n}/{len(parts)})" for n in range(1, len(parts) + 1)]
        joined = "".join(part.split(" ", 1)[1] for part in parts)
        assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", text)


def test_a_text_is_broken_between_lines_then_sentences_then_letters():
    lines = in_parts("\n".join(["指标构建失败，原始文件有误"] * 60), "wecom")
    sentences = in_parts("原始文件有误。" * 200, "wecom")
    letters = in_parts("误" * 2000, "wecom")

    assert all(part.endswith("原始文件有误") for part in lines)
    assert all(part.endswith("。") for part in sentences)
    assert [len(part.split(" ")[1]) for part in letters] == [679, 679, 642]


def test_a_short_text_has_no_number():
    assert in_parts("well", "wecom") == ["well"]
    assert in_parts("误" * 682, "wecom") == ["误" * 682]
    assert len(in_parts("误" * 683, "wecom")) == 2
