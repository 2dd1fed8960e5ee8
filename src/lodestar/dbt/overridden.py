"""Files of a project rewritten so that the rows of a model or seed become those of a query over them.

rewritten = overridden(catalog, project.root, [("bot_user_agents", "select * from this where false")])
check_out(project, folder, rewritten=rewritten)

The query calls the rows `this`. A model keeps its text, its Jinja and its settings inside, as a step of that name; of a
seed the query is run at once and its answer becomes the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from lodestar.catalog.catalog import Catalog, ModelNode
from lodestar.errors import BuildError, ConfigurationError
from lodestar.warehouse.seed_rows import queried_csv

__all__ = ["overridden"]

THIS = re.compile(r"\bthis\b")
JINJA_THIS = re.compile(r"\{\{\s*this\s*\}\}")

REWRITTEN = """with this as (

{original}

)

select * from (
{query}
) as varied
"""


def overridden(catalog: Catalog, root: Path, queries: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Path in the project -> its other text.

    Args:
        queries: `(model or seed, query)`; where one is named twice, the later query reads what the earlier gave.

    Raises:
        ConfigurationError: there is no such model, it is none whose file can be rewritten, or its query does not read
            its rows.
        BuildError: a query over a seed can't be run.
    """
    texts: dict[str, str] = {}
    for name, query in queries:
        model = catalog.model_named(name, place="models")
        if not THIS.search(query):
            raise ConfigurationError(
                f"the query over {name} does not read its rows: write `from this` "
                "(dbt renders `{{ this }}` in a .yml file to nothing)"
            )
        _require_own(model, catalog)
        text = texts.get(model.path)
        if text is None:
            text = (root / model.path).read_text(encoding="utf-8")
        texts[model.path] = _rewritten(model, text, JINJA_THIS.sub("this", query.strip().rstrip(";")))
    return texts


def _require_own(model: ModelNode, catalog: Catalog) -> None:
    kind, package, *_ = model.unique_id.split(".")
    if package != catalog.project_name:
        raise ConfigurationError(f"{model.name} belongs to the package {package}: its file is not the project's")
    suffix = {"model": ".sql", "seed": ".csv"}.get(kind)
    if suffix is None or not model.path.endswith(suffix):
        raise ConfigurationError(f"{model.name} ({model.path}) is no SQL model and no seed, so it has no query's rows")


def _rewritten(model: ModelNode, text: str, query: str) -> str:
    if model.path.endswith(".csv"):
        try:
            return queried_csv(text, query)
        except BuildError as error:
            raise BuildError(f"the query over {model.name} can't be run: {error}") from error
    return REWRITTEN.format(original=text.strip().rstrip(";"), query=query)
