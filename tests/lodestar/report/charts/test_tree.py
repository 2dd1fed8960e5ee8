"""A tree of metrics: each node once, in its state, below its parent."""

import pytest

from lodestar.report.charts.tree import TreeNode, tree_chart
from lodestar.report.words import Words
from tests.lodestar.report.pages import Page

ROOT = TreeNode(
    "Weekly learners",
    "good",
    "1,234",
    "+5%",
    children=(
        TreeNode("Reach", "bad", "9", children=(TreeNode("Visits", "unknown"),)),
        TreeNode("触达", "watch", "8", "-1", edge="influence", note="权重 0.3"),
    ),
)


@pytest.mark.parametrize(("language", "legend"), [("en", "influence: agreed"), ("zh", "影响：约定关系")])
def test_nodes_are_told_with_their_figures_states_and_edges(language, legend):
    drawn = tree_chart(ROOT, Words(language), name="Tree")
    page = Page(drawn)

    for words in ("Weekly learners", "1,234", "+5%", "Reach", "Visits", "触达", "权重 0.3", legend):
        assert words in page.text
    classes = [value for name, value in page.attributes if name == "class"]
    assert [value.split("state-")[1] for value in classes if value.startswith("node ")] == [
        "good",
        "bad",
        "unknown",
        "watch",
    ]
    assert [value for value in classes if value.startswith("edge-")] == [
        "edge-component",
        "edge-component",
        "edge-component",
        "edge-influence",
    ]
    assert ("aria-label", "Tree") in page.attributes


def test_a_state_has_a_sign_that_is_seen_without_colours():
    text = Page(tree_chart(ROOT, Words("en"), name="Tree")).text

    assert text.index("●") < text.index("■") < text.index("○") < text.index("▲")


def test_a_child_stands_within_its_parent():
    drawn = str(tree_chart(ROOT, Words("en"), name="Tree"))

    within = drawn[drawn.index("Reach") : drawn.index("触达")]
    assert within.index("<ul>") < within.index("Visits") < within.index("</ul>")


def test_the_legend_tells_only_what_is_seen():
    text = Page(tree_chart(TreeNode("a", "good"), Words("en"), name="Tree")).text

    assert "as usual or better" in text
    assert "misses its target" not in text
    assert "influence" not in text
    assert "component" not in text


def test_texts_of_people_are_text():
    drawn = tree_chart(TreeNode("<script>x</script>", "good", "<b>", note="<i>"), Words("en"), name='"><script>')

    assert "<script" not in drawn
    assert "<b></b>" not in drawn
    assert "<i>" not in drawn
