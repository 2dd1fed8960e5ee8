"""Whatever stands in a file or an argument: a value that can be used, or a plain refusal that names the place.

`make fuzz` looks for more of the same, guided by coverage; what it found is kept in `corpus/` and played here again.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.shop import add_governance
from tests.fuzz.targets import GOVERNANCE, TARGETS, Bench

CORPUS = Path(__file__).parent / "corpus"
EXAMPLES = {"register": 60, "contract": 400, "source": 400, "manifest": 30, "suite": 100, "gate": 10, "commands": 15}
"""As many as take two or three seconds each."""


@pytest.fixture(scope="module")
def bench(shop_template, tmp_path_factory):
    root = tmp_path_factory.mktemp("fuzz") / "shop"
    shutil.copytree(shop_template, root, symlinks=True)
    made = Bench(add_governance(root))
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(TARGETS))
def test_nothing_but_a_value_or_a_plain_refusal_comes_out(bench, name):
    @settings(
        max_examples=EXAMPLES[name],
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.binary(min_size=4, max_size=160))
    def runs(data):
        TARGETS[name](bench, data)

    bench.refused = bench.accepted = 0
    runs()

    assert bench.refused  # or nothing was tried


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_broke_once_breaks_no_more(bench, path):
    TARGETS[path.parent.name](bench, path.read_bytes())


@pytest.mark.parametrize("path", sorted(path for path in GOVERNANCE if path.endswith((".yml", ".md"))))
def test_a_key_that_nobody_knows_is_told(tmp_path, path):
    from lodestar.governance import units
    from lodestar.governance.register import read_register

    for name, text in GOVERNANCE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_register(tmp_path).problems == ()
    text = GOVERNANCE[path]
    added = text.replace("---\n", "---\nsurprise: 1\n", 1) if path.endswith(".md") else f"{text}surprise: 1\n"
    (tmp_path / path).write_text(added, encoding="utf-8")

    problems = list(read_register(tmp_path).problems)
    if path == units.PATH:
        units.read_units(added, problems)

    assert [problem.path for problem in problems] == [path]
