"""How a file of `governance/trees/` is read: exactly, or not at all. Each driver's problem is told with its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from lodestar.governance.problem import Problem, read_yaml
from lodestar.governance.trees import IDENTITIES, KINDS, PARTS, Driver, Tree

__all__ = ["read_tree"]

SHAPE = "a tree is {metric: <north star>, drivers: [...]}, and may say its identity"
DRIVER = "a driver is {metric, team}, and may say kind, identity, sign, part, weight, actions, drivers"
OPTIONAL = {"drivers", "kind", "identity", "sign", "part", "weight", "actions"}
OF_COMPONENTS = {"sign": "sum", "part": "ratio", "weight": "weighted_mean"}
"""What a component may say, and of which identity."""

DEEPEST = 20
"""A YAML alias can name what it stands in: such a tree has no end."""

REQUIRED_BY = {"ratio": "part", "weighted_mean": "weight"}


@dataclass(frozen=True)
class _Place:
    """A place in the file: the YAML node there, for its line."""

    path: str
    node: yaml.Node | None
    line: int = 1
    depth: int = 0

    def problem(self, message: str) -> Problem:
        return Problem(self.path, self.line, message)

    def below(self, number: int) -> _Place:
        """The place of one of the drivers."""
        pairs = self.node.value if isinstance(self.node, yaml.MappingNode) else ()
        listed = next((value for key, value in pairs if key.value == "drivers"), None)
        items = listed.value if isinstance(listed, yaml.SequenceNode) else ()
        if number >= len(items):  # by a merge key, or no list at all
            return _Place(self.path, None, self.line, self.depth + 1)
        return _Place(self.path, items[number], items[number].start_mark.line + 1, self.depth + 1)


def read_tree(text: str, path: str, problems: list[Problem]) -> Tree | None:
    """The tree in a file; None where it can't be read, and what is wrong is added to `problems`."""
    declared = read_yaml(text, path, problems)
    if declared is None:
        return None
    place = _Place(path, yaml.compose(text, Loader=yaml.SafeLoader))
    if (
        not isinstance(declared, Mapping)
        or not {"metric", "drivers"} <= set(declared) <= {"metric", "drivers", "identity"}
        or not isinstance(declared["metric"], str)
    ):
        problems.append(place.problem(SHAPE))
        return None
    before = len(problems)
    drivers = _drivers(declared["drivers"], place, problems)
    problems += _wrong_identity(declared, place)
    if len(problems) > before:
        return None
    return Tree(declared["metric"], drivers, path, declared.get("identity"))


def _drivers(declared: Any, place: _Place, problems: list[Problem]) -> tuple[Driver, ...]:
    if not isinstance(declared, list):
        problems.append(place.problem("drivers must be a list of {metric, team, drivers}"))
        return ()
    if place.depth > DEEPEST:
        problems.append(place.problem(f"drivers stand more than {DEEPEST} deep: does an alias name what it stands in?"))
        return ()
    read = (_driver(given, place.below(number), problems) for number, given in enumerate(declared))
    return tuple(driver for driver in read if driver)


def _driver(given: Any, place: _Place, problems: list[Problem]) -> Driver | None:
    if (
        not isinstance(given, Mapping)
        or not {"metric", "team"} <= set(given) <= {"metric", "team"} | OPTIONAL
        or not all(isinstance(given[key], str) for key in ("metric", "team"))
    ):
        problems.append(place.problem(f"{DRIVER}, not {given!r}"))
        return None
    wrong = list(_wrong_driver(given))
    problems += [place.problem(f"{given['metric']}: {message}") for message in wrong]
    below = given.get("drivers")
    drivers = () if below is None else _drivers(below, place, problems)
    problems += _wrong_identity(given, place)
    if wrong:
        return None
    return Driver(
        given["metric"],
        given["team"],
        drivers,
        given.get("kind", "influence"),
        given.get("sign", 1),
        given.get("part"),
        given.get("weight"),
        given.get("identity"),
        tuple(given.get("actions", ())),
        place.line,
    )


def _wrong_driver(given: Mapping[str, Any]) -> list[str]:
    found = []
    if given.get("kind", "influence") not in KINDS:
        found.append(f"kind must be {_either(KINDS)}, not {given['kind']!r}")
    if given.get("kind") != "component":
        found += [f"{key} is for components, and this is an influence" for key in OF_COMPONENTS if key in given]
    if "sign" in given and (type(given["sign"]) is not int or given["sign"] not in (1, -1)):
        found.append(f"sign must be 1 or -1, not {given['sign']!r}")
    if "part" in given and given["part"] not in PARTS:
        found.append(f"part must be {_either(PARTS)}, not {given['part']!r}")
    if "weight" in given and not isinstance(given["weight"], str):
        found.append(f"weight must be the name of a metric, not {given['weight']!r}")
    actions = given.get("actions", [])
    if not isinstance(actions, list) or not all(isinstance(text, str) and text.strip() for text in actions):
        found.append("actions must be a list of texts")
    return found


def _wrong_identity(given: Mapping[str, Any], place: _Place) -> Iterator[Problem]:
    """What is wrong between a metric's identity and its drivers."""
    metric, identity = given["metric"], given.get("identity")
    listed = given.get("drivers") if isinstance(given.get("drivers"), list) else []
    parts = [
        (driver, place.below(number))
        for number, driver in enumerate(listed or ())
        if isinstance(driver, Mapping) and driver.get("kind") == "component"
    ]
    if "identity" not in given:
        for part, at in parts:
            yield at.problem(f"{part.get('metric')} is a component, and {metric} says no identity")
    elif identity not in IDENTITIES:
        yield place.problem(f"{metric}: identity must be {_either(IDENTITIES)}, not {identity!r}")
    elif not parts:
        yield place.problem(f"{metric} is a {identity} of nothing: none of its drivers says kind: component")
    else:
        for part, at in parts:
            yield from (at.problem(message) for message in _wrong_component(part, metric, identity))
        counts = Counter(str(part.get("metric")) for part, _ in parts)
        for name, count in counts.items():
            if count > 1:
                yield place.problem(f"{name} is a component of {metric} more than once")
        if identity == "ratio" and sorted(str(part.get("part")) for part, _ in parts) != sorted(PARTS):
            yield place.problem(f"{metric} is a ratio, so it has one numerator and one denominator")


def _wrong_component(part: Mapping[str, Any], above: str, identity: str) -> Iterator[str]:
    for key, owner in OF_COMPONENTS.items():
        if key in part and owner != identity:
            yield f"{part.get('metric')}: {key} is for components of a {owner}, and {above} is a {identity}"
    needed = REQUIRED_BY.get(identity)
    if needed and needed not in part:
        yield f"{part.get('metric')}: a component of a {identity} needs its {needed}"


def _either(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
