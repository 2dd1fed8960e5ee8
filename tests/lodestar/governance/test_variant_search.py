"""The smallest set of variants that gives a figure is found, as trying every set by hand would find it."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.governance.variant_search import MOST_TOGETHER, Target, search

NAMES = ("a", "b", "c", "d", "e")


class World:
    """A metric whose values are known for every set; `None` where variants don't stand together."""

    def __init__(self, effects: dict[str, list[int]], figures: int, clashes: set[frozenset[str]] = frozenset()) -> None:
        self.effects, self.figures, self.clashes = effects, figures, clashes
        self.asked: list[tuple[str, ...]] = []

    def value(self, chosen: tuple[str, ...], number: int) -> float:
        moved = sum(self.effects[name][number] for name in chosen)
        return 100.0 + moved + (1 if {"a", "b"} <= set(chosen) else 0)  # a and b do something together

    def __call__(self, chosen: tuple[str, ...]) -> list[float] | None:
        self.asked.append(chosen)
        if any(clash <= set(chosen) for clash in self.clashes):
            return None
        return [self.value(chosen, number) for number in range(self.figures)]


def target(theirs: float, *, step: float = 1.0, agrees: bool = False, ours: float | None = 100.0) -> Target:
    return Target(theirs, step, ours, agrees)


EFFECTS = st.fixed_dictionaries({name: st.lists(st.integers(-4, 4), min_size=2, max_size=2) for name in NAMES})
CLASHES = st.sets(st.sampled_from([frozenset(pair) for pair in combinations(NAMES, 2)]), max_size=3)


@settings(max_examples=300, deadline=None)
@given(EFFECTS, CLASHES, st.lists(st.integers(92, 110), min_size=2, max_size=2), st.sets(st.sampled_from(NAMES)))
def test_the_set_that_is_found_is_the_smallest_that_brute_force_finds(effects, clashes, theirs, dear):
    world = World(effects, 2, clashes)
    targets = [target(float(figure)) for figure in theirs]

    found = search(NAMES, targets, world, is_dear=lambda chosen: bool(set(chosen) & dear))

    stands = [
        chosen
        for size in range(1, MOST_TOGETHER + 1)
        for chosen in combinations(NAMES, size)
        if not any(clash <= set(chosen) for clash in clashes)
    ]
    gives = {chosen: [world.value(chosen, n) == theirs[n] for n in range(2)] for chosen in stands}
    for both in [chosen for chosen in stands if all(gives[chosen])][:1]:
        assert all(one.reproduces and one.covers_all and len(one.variants) == len(both) for one in found)
        assert all(all(gives[chosen]) for one in found for chosen in (one.variants, *one.alternatives))
        return
    for number, one in enumerate(found):
        smallest = [len(chosen) for chosen in stands if gives[chosen][number]]
        assert one.reproduces == bool(smallest)
        if smallest:
            assert len(one.variants) == min(smallest)
            alike = [c for c in stands if len(c) == min(smallest) and gives[c][number]]
            assert {one.variants, *one.alternatives} == set(alike)


def test_no_larger_set_is_tried_before_all_smaller_ones():
    world = World({name: [number] for number, name in enumerate(NAMES, 1)}, 1)
    search(NAMES, [target(112.0)], world, is_dear=lambda chosen: "a" in chosen)
    sizes = [len(chosen) for chosen in world.asked]
    assert sizes == sorted(sizes)
    assert max(sizes) == MOST_TOGETHER
    assert world.asked[:5] == [("b",), ("c",), ("d",), ("e",), ("a",)]


def test_a_convincing_set_spares_dear_ones_of_its_size():
    world = World({"a": [1], "b": [5555], "c": [3], "d": [4], "e": [5]}, 1)
    found = search(NAMES, [target(5655.0)], world, is_dear=lambda chosen: "e" in chosen)
    assert found[0].variants == ("b",)
    assert ("e",) not in world.asked


def test_where_chance_could_have_found_a_set_the_dear_ones_are_tried_too():
    world = World({"a": [1], "b": [5], "c": [3], "d": [4], "e": [5]}, 1)
    found = search(NAMES, [target(105.0)], world, is_dear=lambda chosen: "e" in chosen)
    assert (found[0].variants, found[0].alternatives) == (("b",), (("e",),))


def test_variants_that_contradict_each_other_are_not_asked_for_with_a_third():
    world = World({name: [1] for name in NAMES}, 1, {frozenset("ab")})
    search(NAMES, [target(150.0)], world)
    assert ("a", "b") in world.asked
    assert not [chosen for chosen in world.asked if set("ab") < set(chosen)]


def test_one_set_for_all_figures_of_a_department_comes_before_smaller_ones_for_each():
    world = World({"a": [5, 0], "b": [0, 7], "c": [4, 4], "d": [1, 3], "e": [0, 0]}, 2)
    found = search(NAMES, [target(105.0), target(107.0)], world)
    assert [one.variants for one in found] == [("c", "d"), ("c", "d")]
    assert all(one.covers_all for one in found)


def test_a_figure_that_agrees_already_must_stay_as_it_is_where_a_set_can_do_that():
    world = World({"a": [5, 2], "b": [5, 0], "c": [0, 0], "d": [0, 0], "e": [0, 0]}, 2)
    found = search(NAMES, [target(105.0), target(100.0, agrees=True)], world)
    assert (found[0].variants, found[0].alternatives) == (("b",), ())


def test_a_figure_that_agrees_but_can_not_stay_does_not_hold_up_the_others():
    world = World({"a": [5, 0, 1], "b": [0, 7, 1], "c": [4, 4, 1], "d": [1, 3, 1], "e": [0, 0, 0]}, 3)
    found = search(NAMES, [target(105.0), target(107.0), target(100.0, agrees=True)], world)
    assert [one.variants for one in found] == [("c", "d")] * 3


def test_of_sets_as_small_the_one_that_reproduces_more_figures_comes_first():
    world = World({"a": [5, 0, 0], "b": [5, 7, 0], "c": [0, 0, 0], "d": [0, 0, 0], "e": [0, 0, 0]}, 3)
    found = search(NAMES, [target(105.0), target(107.0), target(555.0)], world)
    assert (found[0].variants, found[0].alternatives) == (("b",), (("a",),))
    assert not found[0].covers_all


def test_a_set_that_moves_a_figure_near_is_no_explanation():
    world = World({name: [999] for name in NAMES}, 1)
    found = search(NAMES, [target(1100.0)], world)
    assert not found[0].reproduces
    assert found[0].variants == ("a",)


def test_the_closest_set_has_no_variant_that_brings_little():
    world = World({"a": [50], "b": [1], "c": [1], "d": [1], "e": [1]}, 1)
    assert search(NAMES, [target(160.0)], world)[0].variants == ("a",)
    world = World({name: [-10] for name in NAMES}, 1)
    assert search(NAMES, [target(160.0)], world)[0].variants == ()


@pytest.mark.parametrize(
    ("theirs", "step", "value", "is_it"),
    [
        (12.35, 0.01, 12.345, True),
        (12.35, 0.01, 12.3549, True),
        (12.35, 0.01, 12.356, False),
        (1200.0, 1.0, 1200.6, False),
        (1e15, 0.01, 1e15 + 1.0, True),
        (0.3, 0.0, 0.1 + 0.2, True),
        (0.3, 0.0, 0.3001, False),
        (0.3, 0.1, None, False),
    ],
)
def test_a_value_is_the_figure_when_rounding_gives_it(theirs, step, value, is_it):
    assert Target(theirs, step, None, False).is_reproduced(value) is is_it
