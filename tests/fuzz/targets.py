"""What is fuzzed, and what must hold: a plain refusal or a value that can be used; never another exception.

Each target takes bytes. `prepare(shop)` gives it a built shop, of which it reads the manifests and the hub.
"""

from __future__ import annotations

import copy
import json
import math
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from lodestar.catalog.catalog import read_catalog
from lodestar.catalog.contract import read_contract
from lodestar.catalog.source import SourceTable, read_source_table
from lodestar.errors import ConfigurationError, IntakeError, LodestarError
from lodestar.governance import units
from lodestar.governance.agenda import agenda
from lodestar.governance.problem import Problem
from lodestar.governance.register import read_register
from lodestar.governance.rules import check
from lodestar.quality.suite import has_row_count_floor, read_suites, structural_checks
from tests.fuzz.choices import Choices
from tests.fuzz.mutations import ODD_VALUES, mutated_bytes, mutated_value
from tests.lodestar.governance.rules.company import TODAY, Company

__all__ = ["TARGETS", "Bench"]

ROOT = Path(__file__).parents[2]
LONGEST = 4_000
"""Letters of a message that a person still reads."""

DECISION = """---
title: An order counts when it is paid
metrics:
  - name: revenue
    version: 1
    definition: {old: null, new: "0123456789abcdef"}
    upstream: {old: null, new: "fedcba9876543210"}
proposed_by: Chen Yu
agreed_by: [{person: Li Na, team: finance}, {person: Wang Fang, team: commerce}]
decided_on: 2026-02-01
effective_from: 2026-02-01
why: Two figures were told.
---
Said so.
"""
GOVERNANCE = {
    "governance/teams.yml": (
        "teams:\n  finance: {label: Finance, label_zh: 财务, people: [Li Na], former: [Liu Yang]}\n"
        "  commerce: {people: [Chen Yu, Wang Fang]}\nagents: [metric-bot]\n"
    ),
    "governance/north_stars.yml": (
        "north_stars:\n  - metric: revenue\n    scope: company\n    stage: growth\n    value_statement: Who stays.\n"
        "    effective_from: 2026-01-01\n    effective_to: 2026-10-31\n    successor: orders\n    overlap_days: 60\n"
        "    guardrails: [return_rate]\n    retention: [return_rate]\n    outcomes: [{metric: orders, lag: 1}]\n"
        "    accounts: [store]\n"
    ),
    "governance/trees/revenue.yml": (
        "metric: revenue\nidentity: product\ndrivers:\n"
        "  - {metric: orders, team: commerce, kind: component, actions: [Plan], drivers: "
        "[{metric: return_rate, team: finance}]}\n"
        "  - {metric: order_value, team: finance, kind: component}\n"
    ),
    "governance/waivers.csv": "rule,subject,reason,person,expires_on\nG204,orders,Why,Li Na,2027-03-31\n",
    "governance/reported/finance.csv": (
        "department,metric,grain,period_start,dimension,member,value,reported_by,reported_on\n"
        "finance,revenue,month,2026-09-01,total,total,1.5,Li Na,2026-10-09\n"
    ),
    "governance/decisions/0002-orders.md": DECISION,
    "governance/units.yml": "units: [kilowatt hours, school days]\n",
    "seeds/targets.csv": (
        "metric,dimension,member,grain,period_start,target\n"
        "revenue,,,month,2026-09-01,1\norders,store,Hangzhou,month,2026-10-01,3\n"
    ),
    "seeds/actions.csv": (
        "initiative,team,owner,metric,dimension,members,opportunity,direction,starts_on,ends_on,expected_effect,note\n"
        "Plan,finance,Li Na,revenue,store,Hangzhou|North,Gain,Bet,2026-03-01,2026-04-01,0.1,Note\n"
    ),
}
SUITE = (
    "description: Orders\nexpectations:\n  - type: expect_table_row_count_to_be_between\n    kwargs: {min_value: 1}\n"
    "  - {type: expect_column_values_to_not_be_null, kwargs: {column: id}, severity: warning, meta: {a: b}}\n"
)
RAW_CSV = (
    "id,store_id,ordered_at,amount,is_returned\n1,1,2026-01-30 10:00:00,10.00,false\n"
    '2,1,2026-01-31 15:59:59.999,20.00,true\n3,,2026-02-03 10:00:00,"5.00",false\n'
)
RAW_JSON = (
    '{"id": 1, "store_id": 1, "ordered_at": "2026-01-30 10:00:00", "amount": 10.0, "is_returned": false}\n'
    '{"id": 2, "store_id": null, "ordered_at": "2026-02-03 10:00:00", "amount": 5, "is_returned": true}\n'
)
CONTRACT = {
    "version": 1,
    "status": "deprecated",
    "owner": "shop",
    "role": "kpi",
    "unit": "CNY",
    "direction": "up",
    "grains": ["day", "month"],
    "dimensions": {"store": "store__store_name"},
    "label_zh": "净收入",
    "maturity_days": 7,
    "closing_lag_days": 3,
    "retention": {"on_day": 7},
    "growth_accounting": "new",
    "deprecation": {"replaced_by": "orders", "last_date": "2027-03-31"},
    "tolerance": {"relative": 0.01, "absolute": 5},
    "visibility": "team",
    "review_days": 90,
    "variants": {
        "in_utc": {"label": "In UTC", "label_zh": "按UTC", "vars": {"business_timezone": "UTC"}},
        "all": {"label": "All", "replace": {"is_valid": "true"}, "models": {"m": "select * from this"}},
    },
}
PROPOSED = {key: CONTRACT[key] for key in list(CONTRACT)[:7]} | {"status": "proposed"}
SOURCE: dict[str, Any] = {
    "unique_id": "source.shop.shop.orders",
    "original_file_path": "models/shop.yml",
    "source_name": "shop",
    "name": "orders",
    "schema": "raw",
    "identifier": "shop__orders",
    "loaded_at_field": "_loaded_at",
    "freshness": {"warn_after": {"count": 1, "period": "day"}, "error_after": {"count": 2, "period": "day"}},
    "config": {
        "meta": {
            "lodestar": {
                "files": "orders/*.csv",
                "key": ["id"],
                "deleted_when": "is_deleted",
                "winner": "last",
                "encoding": "gb18030",
            }
        }
    },
    "columns": {
        "id": {"name": "id", "data_type": "bigint", "config": {"meta": {"lodestar": {"required": True, "least": 1}}}},
        "at": {
            "name": "at",
            "data_type": "timestamp",
            "meta": {
                "lodestar": {"epoch": "ms", "zone": "Asia/Shanghai", "least": "2020-01-01", "most": "now + 1 day"}
            },
        },
        "kind": {
            "name": "kind",
            "data_type": "varchar",
            "meta": {
                "lodestar": {
                    "accepted": ["a", "b"],
                    "optional": True,
                    "thousands": ",",
                    "reads_as": "integer",
                    "personal": True,
                    "subject": "member",
                }
            },
        },
    },
}


@dataclass
class Bench:
    """Where targets work: folders of their own, and a built shop to read.

    Attributes:
        refused, accepted: how often a target said no, and how often it gave a value.
    """

    shop: Path
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="lodestar-fuzz-")))
    refused: int = 0
    accepted: int = 0

    @cached_property
    def company(self) -> Company:
        """A company without findings, whose register is fuzzed."""
        return Company()

    @cached_property
    def manifests(self) -> dict[str, bytes]:
        """The two manifests that dbt wrote for the shop."""
        names = ("manifest.json", "semantic_manifest.json")
        return {name: (self.shop / "target" / name).read_bytes() for name in names}

    @cached_property
    def manifest_values(self) -> dict[str, Any]:
        """The same, read."""
        return {name: json.loads(content) for name, content in self.manifests.items()}

    @cached_property
    def register_root(self) -> Path:
        """A project's governance files, whole."""
        root = self.folder / "register"
        for path, text in GOVERNANCE.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        return root

    def close(self) -> None:
        """Removes its folders."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def plainly(self, *places: str, errors: type[LodestarError] = LodestarError) -> Iterator[None]:
        """A block that may refuse with `errors`, in a message that people can read and that names one of `places`."""
        try:
            yield
        except errors as error:
            require_readable(str(error))
            assert not places or any(place in str(error) for place in places), f"names no place: {error}"
            self.refused += 1
        else:
            self.accepted += 1


def require_readable(message: str) -> None:
    """Fails for a message that is empty, endless, holds control characters, or can't be written anywhere."""
    assert message.strip()
    assert len(message) <= LONGEST, f"{len(message)} letters: {message[:200]}"
    message.encode("utf-8")
    assert not any(letter < " " and letter not in "\n\t" for letter in message), repr(message)
    assert "Traceback" not in message


def fuzz_register(bench: Bench, data: bytes) -> None:
    """A file of governance or a kept seed is changed; the rules and the agenda take what is read of it."""
    choices = Choices(data)
    path = choices.one_of(sorted(GOVERNANCE))
    content = GOVERNANCE[path].encode()
    if path.endswith(".yml") and choices.below(2):
        content = dumped(mutated_value(yaml.safe_load(content), choices))
    elif path.endswith(".md") and choices.below(2):
        _, front, words = content.decode().split("---\n", 2)
        content = b"---\n" + dumped(mutated_value(yaml.safe_load(front), choices)) + b"---\n" + words.encode()
    else:
        content = mutated_bytes(content, choices)
    file = bench.register_root / path
    file.write_bytes(content)
    try:
        problems: list[Problem] = []
        register = read_register(bench.register_root)
        if path == units.PATH and not register.problems:
            text = content.decode("utf-8-sig", "replace")
            units.read_units(text, problems)
        for problem in (*register.problems, *problems):
            require_readable(problem.sentence())
            assert problem.path in GOVERNANCE
            # other encodings break lines elsewhere
            assert problem.path == path
            assert 1 <= problem.line <= content.count(b"\n") + content.count(b"\r") + 2
        require_usable(bench, register)
        bench.refused += bool(register.problems)
        bench.accepted += not register.problems
    finally:
        file.write_text(GOVERNANCE[path], encoding="utf-8")


def require_usable(bench: Bench, register: Any) -> None:
    """All that was read is what it is declared to be, and whoever uses it gets no exception."""
    facts = bench.company.facts()
    facts = type(facts)(facts.catalog, register, facts.certifications, facts.formula_digests, TODAY)
    for finding in check(facts).active:
        require_readable(finding.message)
        assert finding.line >= 1
    agenda(facts.catalog, register, facts.certifications, today=TODAY)
    for star in register.north_stars:
        assert type(star.effective_from) is date
        star.is_shown(TODAY)
        star.metrics()
    assert all(math.isfinite(target.value) for target in register.targets)
    assert all(math.isfinite(figure.value) and figure.step >= 0 for figure in register.reported)
    assert all(math.isfinite(action.expected_effect or 0) for action in register.actions)
    for text in texts_of(register):
        text.encode("utf-8")
        assert not any(letter < " " and letter not in "\n\t" for letter in text), repr(text)


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from texts_of(key)
            yield from texts_of(below)
    elif isinstance(value, list | tuple | frozenset | set):
        for below in value:
            yield from texts_of(below)
    elif hasattr(value, "__dataclass_fields__"):
        yield from texts_of({name: getattr(value, name) for name in value.__dataclass_fields__ if name != "problems"})


def fuzz_contract(bench: Bench, data: bytes) -> None:
    """A metric's contract as dbt hands it over: JSON of what stood in YAML."""
    choices = Choices(data)
    meta = CONTRACT if choices.below(4) else PROPOSED
    meta = choices.one_of(ODD_VALUES) if choices.below(8) == 0 else mutated_value(meta, choices)
    with bench.plainly("metrics/x.yml: metric x"):
        contract = read_contract(meta, place="metrics/x.yml: metric x", custom_grains=("business_week",))
        assert all(type(days) is int for days in (contract.version, contract.maturity_days, contract.review_days))
        contract.tolerance.allows(1.0, 2.0)
        date(2026, 1, 1).fromordinal(740_000 + contract.days_until_final + contract.review_days)
        assert contract.grains
        assert contract.owner.strip()
        assert contract.unit.strip()
        for text in texts_of(contract):
            text.encode("utf-8")


def fuzz_source(bench: Bench, data: bytes) -> None:
    """A source node of the manifest: only what people write in it is changed."""
    choices = Choices(data)
    node = copy.deepcopy(SOURCE)
    way = choices.below(4)
    if way == 0:
        node["config"]["meta"] = mutated_value(node["config"]["meta"], choices)
    elif way == 1:
        meta = node["config"]["meta"]
        meta["lodestar"] = mutated_value(meta["lodestar"], choices)
    else:
        column = node["columns"][choices.one_of(list(node["columns"]))]
        key = "config" if "config" in column else "meta"
        column[key] = mutated_value(column[key], choices)
    with bench.plainly("models/shop.yml: source shop.orders"):
        table = read_source_table(node)
        require_sound_source(table)


def require_sound_source(table: SourceTable) -> None:
    """Names are texts, keys are columns, bounds are numbers or times."""
    assert table.files is None or isinstance(table.files, str)
    assert set(table.key) <= set(table.columns)
    assert isinstance(table.winner, str)
    assert isinstance(table.encoding, str)
    for column in table.contract.values():
        for bound in (column.least, column.most):
            assert bound is None or (isinstance(bound, int | float | str) and not isinstance(bound, bool))
            assert not isinstance(bound, float) or math.isfinite(bound)
        assert all(isinstance(value, str | int | float | bool) for value in column.accepted)


def fuzz_manifest(bench: Bench, data: bytes) -> None:
    """The manifests of a project: torn, or with a metric's or a source's node changed."""
    choices = Choices(data)
    folder = bench.folder / "target"
    folder.mkdir(exist_ok=True)
    name = choices.one_of(sorted(bench.manifests))
    if choices.below(3) == 0:
        content = mutated_bytes(bench.manifests[name], choices)
    else:
        document = dict(bench.manifest_values[name])
        part = choices.one_of([key for key in ("metrics", "sources", "nodes", "semantic_models") if key in document])
        held = dict(document[part]) if isinstance(document[part], dict) else list(document[part])
        key = choices.one_of(list(held) if isinstance(held, dict) else range(len(held)))
        held[key] = mutated_value(held[key], choices)
        document[part] = held
        content = json.dumps(document, default=str).encode("utf-8", "replace")
    for other, whole in bench.manifests.items():
        (folder / other).write_bytes(content if other == name else whole)
    with bench.plainly(errors=ConfigurationError):
        catalog = read_catalog(folder)
        assert all(metric.contract for metric in catalog.governed)


def fuzz_suite(bench: Bench, data: bytes) -> None:
    """An expectation suite is changed."""
    choices = Choices(data)
    folder = bench.folder / "expectations"
    folder.mkdir(exist_ok=True)
    if choices.below(2):
        content = dumped(mutated_value(yaml.safe_load(SUITE), choices))
    else:
        content = mutated_bytes(SUITE.encode(), choices)
    (folder / "fct_orders.yml").write_bytes(content)
    with bench.plainly("fct_orders.yml", errors=ConfigurationError):
        suites = read_suites(folder)
        for result in structural_checks(suites, [("marts", "fct_orders")]):
            require_readable(result.detail)
        for expectation in suites["fct_orders"].expectations:
            assert isinstance(expectation["type"], str)
            assert isinstance(expectation["kwargs"], dict)
        has_row_count_floor(suites["fct_orders"])


def fuzz_gate(bench: Bench, data: bytes) -> None:
    """A raw file is changed: a refusal, or every record of it is accounted for."""
    import duckdb

    from lodestar.warehouse.intake import load_raw_files

    choices = Choices(data)
    is_json = choices.below(2)
    name = "a.jsonl" if is_json else "a.csv"
    content = mutated_bytes((RAW_JSON if is_json else RAW_CSV).encode(), choices)
    raw = bench.folder / "raw" / "orders"
    shutil.rmtree(raw, ignore_errors=True)
    raw.mkdir(parents=True)
    (raw / name).write_bytes(content)
    columns = {"id": "bigint", "store_id": "integer", "ordered_at": "timestamp", "amount": "decimal(18, 2)"}
    columns["is_returned"] = "boolean"
    table = SourceTable("s", "shop", "orders", "raw", "shop__orders", columns, f"orders/*{name[1:]}", "models/shop.yml")
    with duckdb.connect(":memory:") as connection:
        connection.execute("set threads = 1")
        with bench.plainly(name, "raw.shop__orders", errors=LodestarError):
            try:
                intake = load_raw_files(connection, [table], raw.parent, loaded_at=datetime(2026, 11, 1))
            except LodestarError as error:
                assert isinstance(error, ConfigurationError | IntakeError), error
                raise
            if intake.refused:
                left = "select (select count(*) from raw.shop__orders) + (select count(*) from raw._loaded_files)"
                assert connection.execute(left).fetchone() == (0,)
                raise IntakeError(intake.refused["raw.shop__orders"])
            require_accounted(connection, name)


def require_accounted(connection: Any, name: str) -> None:
    """Every record that is in the file, by DuckDB's own count of rows, is in raw or in quarantine."""
    (in_raw,) = connection.execute("select count(*) from raw.shop__orders").fetchone()
    columns = [row[0] for row in connection.execute("describe raw._loaded_files").fetchall()]
    told = connection.execute("select * from raw._loaded_files").fetchall()
    assert len(told) == 1, told
    found = dict(zip(columns, told[0], strict=True))
    assert found["path"] == f"orders/{name}"
    assert found["row_count"] == in_raw
    if "total_count" in found:
        held = connection.execute("select count(*) from quarantine.records where column_name is null").fetchone()[0]
        assert found["total_count"] == found["row_count"] + found["quarantined_count"], found
        assert held <= found["quarantined_count"], (held, found)


def dumped(value: Any) -> bytes:
    """A value as YAML, in whatever bytes it takes."""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False).encode("utf-8", "surrogatepass")


from tests.fuzz.commands import fuzz_commands  # noqa: E402

TARGETS: dict[str, Callable[[Bench, bytes], None]] = {
    "register": fuzz_register,
    "contract": fuzz_contract,
    "source": fuzz_source,
    "manifest": fuzz_manifest,
    "suite": fuzz_suite,
    "gate": fuzz_gate,
    "commands": fuzz_commands,
}
