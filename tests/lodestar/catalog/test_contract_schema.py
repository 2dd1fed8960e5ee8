"""Editors and Lodestar agree: what `schemas/` calls wrong is what the readers refuse.

A corpus of valid and invalid files is made by putting every odd value at every place of a good one. The schema and the
reader must both say yes or both say no. Left out: what JSON Schema can't tell, 1.0 from 1 and a date from a text that
is one; and what it can't know: other files, the other end of a time, which custom grains a project has.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from lodestar.alerts import channel as channels
from lodestar.alerts.channel import read_channels
from lodestar.catalog.contract import (
    DIRECTIONS,
    GROWTH_STATES,
    IDENTIFIER,
    OPTIONAL,
    REQUIRED,
    ROLES,
    STANDARD_GRAINS,
    STATUSES,
    VISIBILITIES,
    read_contract,
)
from lodestar.errors import ConfigurationError
from lodestar.governance import north_stars
from lodestar.governance.access import read_access
from lodestar.governance.decisions import read_decision
from lodestar.governance.north_stars import read_north_stars
from lodestar.governance.teams import read_teams
from lodestar.governance.tree_file import read_tree
from lodestar.governance.trees import IDENTITIES, KINDS, PARTS

ROOT = Path(__file__).parents[3]
SCHEMAS = {path.name.removesuffix(".schema.json"): path for path in sorted((ROOT / "schemas").glob("*.json"))}

ODD = (None, True, False, 0, 1, -1, 1.5, "", " ", "x", "2026-02-31", [], ["x"], [1], [None], {}, {"x": 1}, {"x": {}})
"""Values that somebody may put anywhere."""

CONTRACT = {
    "version": 2,
    "status": "certified",
    "owner": "commerce",
    "role": "driver",
    "unit": "CNY",
    "direction": "up",
    "grains": ["day", "month"],
    "dimensions": {"store": "store__store_name", "area": "store__manager__area"},
    "label_zh": "净收入",
    "maturity_days": 7,
    "closing_lag_days": 3,
    "retention": {"on_day": 7},
    "growth_accounting": "new",
    "tolerance": {"relative": 0.01, "absolute": 5},
    "least": -10,
    "most": 10,
    "visibility": "team",
    "review_days": 90,
    "variants": {
        "in_utc": {"label": "Days of UTC", "label_zh": "UTC", "vars": {"zone": "UTC"}},
        "with_bots": {"label": "Bots too", "models": {"bots": "select * from this where false"}},
        "with_all": {"label": "All", "replace": {"is_valid": "true", "price": 1}},
    },
}
DEPRECATED = CONTRACT | {
    "status": "deprecated",
    "deprecation": {"replaced_by": "net_revenue", "last_date": "2027-03-31"},
}
SPECIAL = (
    *({"status": status} for status in STATUSES),
    *({"role": role} for role in ROLES),
    *({"direction": direction} for direction in DIRECTIONS),
    *({"visibility": visibility} for visibility in VISIBILITIES),
    *({"growth_accounting": state} for state in GROWTH_STATES),
    *({"grains": [grain]} for grain in STANDARD_GRAINS),
    {"grains": ["business_week"]},
    {"grains": ["day", "day"]},
    {"grains": ["week 2"]},
    {"retention": {"within_days": 7}},
    {"retention": {"on_day": 7, "within_days": 7}},
    {"retention": {"on_day": 0}},
    {"dimensions": {"total": "store__name"}},
    {"dimensions": {"1st": "store__name"}},
    {"dimensions": {"store": "store_name"}},
    {"dimensions": {"store": "store name__x"}},
    {"tolerance": {"relative": -0.1}},
    {"tolerance": {"share": 0.1}},
    {"variants": {"InUtc": {"label": "x", "vars": {"a": 1}}}},
    {"variants": {"in_utc": {"label": "x", "vars": {}}}},
    {"variants": {"in_utc": {"label": "x", "vars": {}, "replace": {"a": "b"}}}},
    {"variants": {"in_utc": {"label": "x", "vars": {"a": [1]}, "why": "x"}}},
    {"variants": {"in_utc": {"vars": {"a": 1}}}},
    {"variants": {"in_utc": {"label": "x", "replace": {"a": ["b"]}}}},
    {"deprecation": {"replaced_by": "a", "last_date": "2027-03-31"}},
)
"""Values that are near to good ones, right or wrong."""


def validator(name: str, definition: str = "") -> Draft202012Validator:
    schema = json.loads(SCHEMAS[name].read_text(encoding="utf-8"))
    if definition:
        schema = {**schema["$defs"][definition], "$defs": schema["$defs"]}
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def as_json(declared: Any) -> Any:
    """As an editor sees it: dates are texts."""
    return json.loads(json.dumps(declared, default=str))


def with_odd_values(good: Any) -> Iterator[Any]:
    """The file with every odd value at every place, with each key left out, and with one more key."""
    yield from ODD
    if isinstance(good, dict):
        for key, value in good.items():
            yield {other: kept for other, kept in good.items() if other != key}
            for changed in with_odd_values(value):
                yield good | {key: changed}
        for value in ODD:
            yield good | {"unknown_key": value}
    if isinstance(good, list):
        for place, value in enumerate(good):
            for changed in with_odd_values(value):
                yield [*good[:place], changed, *good[place + 1 :]]


def is_read(contract: Any) -> bool:
    listed = contract.get("grains") if isinstance(contract, dict) else None
    grains = [g for g in listed if isinstance(g, str)] if isinstance(listed, list) else []
    custom = tuple(g for g in grains if IDENTIFIER.fullmatch(g))  # the project may have a grain of that name
    try:
        read_contract(contract, place="m.yml", custom_grains=custom)
    except ConfigurationError:
        return False
    return True


CONTRACTS = validator("metric", "contract")


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_itself_and_describes_every_key(name):
    schema = json.loads(SCHEMAS[name].read_text(encoding="utf-8"))

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"]
    assert schema["description"]


def test_the_schema_has_the_keys_of_the_contract_each_with_a_description():
    properties = CONTRACTS.schema["properties"]

    assert set(properties) == {*REQUIRED, *OPTIONAL}
    assert all(key["description"] for key in properties.values())
    assert set(CONTRACTS.schema["required"]) == set(REQUIRED)


@pytest.mark.parametrize(
    ("key", "allowed"),
    [
        ("status", STATUSES),
        ("role", ROLES),
        ("direction", DIRECTIONS),
        ("visibility", VISIBILITIES),
        ("growth_accounting", (*GROWTH_STATES, None)),
    ],
)
def test_editors_offer_what_may_be_written(key, allowed):
    assert tuple(CONTRACTS.schema["properties"][key]["enum"]) == allowed


def test_examples_of_the_schema_are_valid():
    for key, described in CONTRACTS.schema["properties"].items():
        for example in described.get("examples", ()):
            status = {"status": "deprecated"} if key == "deprecation" else {}
            assert is_read(CONTRACT | status | {key: example}), key
            assert CONTRACTS.is_valid(CONTRACT | status | {key: example}), key


@pytest.mark.parametrize("good", [CONTRACT, DEPRECATED], ids=["certified", "deprecated"])
def test_schema_and_reader_agree_on_every_contract(good):
    assert is_read(good)
    assert CONTRACTS.is_valid(good)
    corpus = [*with_odd_values(good), *(good | special for special in SPECIAL)]
    disagreed = [contract for contract in corpus if is_read(contract) != CONTRACTS.is_valid(as_json(contract))]

    assert not disagreed
    assert len(corpus) > 900
    assert len({is_read(contract) for contract in corpus}) == 2


WILD = st.recursive(
    st.sampled_from([*ODD[:11], *STATUSES, *STANDARD_GRAINS, *ROLES, "store__name"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*REQUIRED, *OPTIONAL, "label", "vars", "on_day", "relative"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*REQUIRED, *OPTIONAL]), WILD, max_size=3))
def test_schema_and_reader_agree_on_wild_contracts(changes):
    contract = CONTRACT | changes

    assert is_read(contract) == CONTRACTS.is_valid(contract)


def files(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        *(("metric", path) for path in files("metrics/**/*.yml", "examples/*/metrics/**/*.yml")),
        *(("metric", path) for path in files("tests/projects/*/metrics/*.yml")),
        *(("teams", path) for path in files("governance/teams.yml", "examples/*/governance/teams.yml")),
        *(
            ("north_stars", path)
            for path in files("governance/north_stars.yml", "examples/*/governance/north_stars.yml")
        ),
        *(("channels", path) for path in files("governance/channels.yml")),
        *(("access", path) for path in files("docs/examples/access.yml")),
        *(("tree", path) for path in files("governance/trees/*.yml", "examples/*/governance/trees/*.yml")),
    ],
    ids=lambda value: value.relative_to(ROOT).as_posix() if isinstance(value, Path) else value,
)
def test_every_file_of_the_repository_is_valid(name, path):
    declared = as_json(yaml.safe_load(path.read_text(encoding="utf-8")))
    errors = [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(declared)]

    assert not errors


def test_every_decision_of_the_repository_is_valid():
    for path in files("governance/decisions/*.md", "examples/*/governance/decisions/*.md"):
        front = path.read_text(encoding="utf-8").split("---\n")[1]
        assert not list(validator("decision").iter_errors(as_json(yaml.safe_load(front)))), path


def test_the_editor_is_told_which_schema_is_for_which_files():
    told = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))["yaml.schemas"]

    for schema, patterns in told.items():
        assert (ROOT / schema).is_file()
        assert files(*patterns), patterns
    front_matter = {"decision"}  # of Markdown, which no editor of YAML looks into
    assert {Path(schema).name.removesuffix(".schema.json") for schema in told} == set(SCHEMAS) - front_matter


def test_a_metric_file_says_what_is_wrong_with_it_in_an_editor():
    wrong = {"metrics": [{"name": "x", "type": "ratio", "config": {"meta": {"lodestar": CONTRACT | {"ownr": "x"}}}}]}
    (error,) = validator("metric").iter_errors(wrong)

    assert error.json_path == "$.metrics[0].config.meta.lodestar"
    assert "ownr" in error.message


def test_keys_that_are_dbts_own_are_let_pass():
    metric = {"name": "x", "type": "cumulative", "window": "28 days", "something_new": 1, "config": {"group": "a"}}

    assert validator("metric").is_valid({"metrics": [metric], "version": 2})


TEAMS = {
    "teams": {
        "commerce": {"label": "Commerce", "label_zh": "商务", "people": ["Chen Yu", "Li Na"], "former": ["Liu Yang"]}
    },
    "agents": ["metric-bot"],
}
ACCESS = {
    "readers": {"Chen Yu": ["commerce"], "guest": []},
    "rows": [
        {"metric": "cost", "teams": ["finance"]},
        {"dimension": "store", "member": "North", "teams": ["north", "commerce"]},
        {"metric": "cost", "dimension": "store", "teams": ["finance"]},
    ],
}
STARS = {
    "north_stars": [
        {
            "metric": "minutes",
            "scope": "company",
            "stage": "growth",
            "value_statement": "Who studies stays.",
            "effective_from": date(2026, 1, 1),
            "effective_to": date(2026, 12, 31),
            "guardrails": ["nps"],
            "successor": "active",
            "overlap_days": 30,
            "twin": "true_minutes",
            "newcomers": "new",
            "retention": ["stayed"],
            "outcomes": [{"metric": "revenue", "lag": 1}],
            "volume": "sessions",
            "accounts": ["school"],
        }
    ]
}
TREE = {
    "metric": "minutes",
    "drivers": [{"metric": "active", "team": "a", "drivers": [{"metric": "new", "team": "b"}]}],
}
TREE_OF_IDENTITIES = {
    "metric": "minutes",
    "identity": "ratio",
    "drivers": [
        {
            "metric": "total",
            "team": "a",
            "kind": "component",
            "part": "numerator",
            "identity": "product",
            "drivers": [
                {"metric": "days", "team": "a", "kind": "component"},
                {"metric": "a_day", "team": "a", "kind": "component", "actions": ["Shorter lessons"]},
            ],
        },
        {
            "metric": "active",
            "team": "b",
            "kind": "component",
            "part": "denominator",
            "identity": "sum",
            "drivers": [
                {"metric": "new", "team": "b", "kind": "component"},
                {"metric": "left", "team": "b", "kind": "component", "sign": -1},
                {"metric": "mood", "team": "b", "kind": "influence"},
            ],
        },
        {
            "metric": "retention",
            "team": "b",
            "identity": "weighted_mean",
            "drivers": [{"metric": "of_new", "team": "b", "kind": "component", "weight": "new"}],
        },
    ],
}
CHANNELS = {
    "channels": [
        {
            "name": "data-team",
            "kind": "feishu",
            "url_from": "FEISHU_URL",
            "secret_from": "FEISHU_SECRET",
            "events": ["build_failed", "doctor"],
            "language": "zh",
        }
    ]
}
DECISION = {
    "title": "Net revenue",
    "metrics": [
        {
            "name": "net_revenue",
            "version": 2,
            "definition": {"old": "0123456789abcdef", "new": "0123456789abcdee"},
            "upstream": {"old": None, "new": "0123456789abcded"},
        }
    ],
    "proposed_by": "Chen Yu",
    "agreed_by": [{"person": "Li Na", "team": "finance"}],
    "decided_on": date(2026, 11, 5),
    "effective_from": date(2026, 11, 1),
    "why": "Two revenues.",
}


def accepted(name: str, declared: Any) -> bool:
    """Whether the reader of such a file finds nothing wrong."""
    problems: list[Any] = []
    text = yaml.safe_dump(declared, allow_unicode=True)
    if name == "teams":
        read_teams(text, problems)
    elif name == "access":
        read_access(text, problems)
    elif name == "north_stars":
        read_north_stars(text, problems)
    elif name == "channels":
        read_channels(text, problems)
    elif name == "tree":
        read_tree(text, "governance/trees/x.yml", problems)
    else:
        read_decision(f"---\n{text}---\nWords.\n", "governance/decisions/0001-x.md", problems)
    return not problems


TREE_VALUES = {
    "identity": IDENTITIES,
    "kind": KINDS,
    "part": PARTS,
    "sign": (1, -1),
    "weight": ("new",),
    "actions": ([], ["Write to them"]),
}


CHANNEL_VALUES = {
    "kind": channels.KINDS,
    "events": tuple([event] for event in channels.EVENTS),
    "language": channels.LANGUAGES,
    "url_from": ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", "lower", "_X1", "1X", "X-Y"),
    "name": ("a", "A", "1a", "a-b_2", "团队"),
}


def with_values(good: Any, values: dict[str, Any]) -> Iterator[Any]:
    """The file with every value of each key in every mapping."""
    if isinstance(good, dict):
        yield from (good | {key: value} for key, allowed in values.items() for value in allowed)
        for key, inner in good.items():
            yield from (good | {key: changed} for changed in with_values(inner, values))
    if isinstance(good, list):
        for place, value in enumerate(good):
            for changed in with_values(value, values):
                yield [*good[:place], changed, *good[place + 1 :]]


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("teams", TEAMS),
        ("access", ACCESS),
        ("north_stars", STARS),
        ("channels", CHANNELS),
        ("tree", TREE),
        ("tree", TREE_OF_IDENTITIES),
        ("decision", DECISION),
    ],
)
def test_schema_and_reader_agree_on_every_file_of_governance(name, good):
    checked = validator(name)
    assert accepted(name, good)
    assert checked.is_valid(as_json(good))
    corpus = [declared for declared in with_odd_values(good) if declared is not None]  # an empty file is one of its own
    if name == "tree":
        corpus += list(with_values(good, TREE_VALUES))
    if name == "channels":
        corpus += list(with_values(good, CHANNEL_VALUES))
    disagreed = [declared for declared in corpus if accepted(name, declared) != checked.is_valid(as_json(declared))]

    assert not disagreed
    assert len(corpus) > 100


def test_the_end_of_a_star_before_its_beginning_is_left_to_the_reader():
    star = STARS["north_stars"][0] | {"effective_to": date(2025, 1, 1)}

    assert validator("north_stars").is_valid(as_json({"north_stars": [star]}))
    assert not accepted("north_stars", {"north_stars": [star]})
    assert north_stars.PATH == "governance/north_stars.yml"
