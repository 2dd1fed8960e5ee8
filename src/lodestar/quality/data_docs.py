"""The page of a build's checks, for people: one HTML file that needs no network and no script.

Great Expectations writes pages of its own, which stay blank without its style sheets from the internet; this page holds
every runner's checks and links to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from lodestar.quality.result import CheckResult, blocking

__all__ = ["RUNNERS", "write_data_docs"]

RUNNERS = {"dbt": "dbt", "great_expectations": "Great Expectations", "lodestar": "Lodestar"}
"""Who ran a check, as people write it."""

GX_PAGES = (
    ("raw tables", "great_expectations/raw/index.html"),
    ("marts and metric tables", "great_expectations/made/index.html"),
)
"""What Great Expectations' own pages are about, and where they are."""

WORDS = {"passed": "passed", "failed": "failed", "error": "check error"}


def write_data_docs(
    folder: Path, results: Sequence[CheckResult], *, title: str, build_id: str, checked_at: str
) -> Path:
    """Writes `index.html` into `folder` and returns it. Tables with a check that did not pass come first, and open."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page = folder / "index.html"
    folder.mkdir(parents=True, exist_ok=True)
    counted = Counter(RUNNERS[result.runner] for result in results)
    text = environment.get_template("checks.html.j2").render(
        title=title,
        build_id=build_id,
        checked_at=checked_at,
        results=results,
        blocked=len(blocking(results)),
        runners=counted.most_common(),
        generated=sum(bool(result.declared_in) for result in results),
        gx_pages=[(words, page) for words, page in GX_PAGES if (folder / page).is_file()],
        rooms=_rooms(results),
        names=RUNNERS,
        words=WORDS,
    )
    page.write_text(text, encoding="utf-8")
    return page


def _rooms(results: Iterable[CheckResult]) -> list[tuple[str, list[tuple[str, list[CheckResult], int]]]]:
    """Tables in two groups, those with a check that did not pass and the others; dbt names tables without schema."""
    tables: dict[str, list[CheckResult]] = {}
    for result in results:
        tables.setdefault(result.table.rpartition(".")[2], []).append(result)
    rows = [
        (table, sorted(checks, key=lambda check: check.status == "passed"), _bad(checks))
        for table, checks in sorted(tables.items())
    ]
    groups = [("Look here first", [row for row in rows if row[2]]), ("Passed", [row for row in rows if not row[2]])]
    return [(heading, found) for heading, found in groups if found]


def _bad(checks: Iterable[CheckResult]) -> int:
    return sum(check.status != "passed" for check in checks)
