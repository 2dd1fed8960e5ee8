"""Which tables must have an expectation suite, so that nothing reaches a release unseen."""

from __future__ import annotations

from collections.abc import Mapping

from lodestar.catalog.catalog import Catalog
from lodestar.errors import ConfigurationError
from lodestar.quality.generated import generated_suites
from lodestar.quality.suite import Suite, merged_suites, read_suites
from lodestar.settings import Project

__all__ = ["guarded_tables", "suites_of", "tables_with_suites"]


def suites_of(project: Project, catalog: Catalog) -> dict[str, Suite]:
    """Table name -> the suite that runs: what contracts say, and what `expectations/` says beside them.

    Raises:
        ConfigurationError: a file is no suite, or says what a contract says already.
    """
    return merged_suites(read_suites(project.expectations_dir), generated_suites(catalog))


def tables_with_suites(catalog: Catalog, suites: Mapping[str, Suite]) -> list[tuple[str, str]]:
    """Tables that must have a suite, and any other table that has one.

    Raises:
        ConfigurationError: a suite is for no table of the project, so it would never run.
    """
    tables = guarded_tables(catalog)
    others = {model.alias: (model.schema, model.alias) for model in catalog.models.values()}
    for name in sorted(set(suites) - {table for _, table in tables}):
        if name not in others:
            raise ConfigurationError(f"{suites[name].path}: the project has no table called {name!r}.")
        tables.append(others[name])
    return tables


def guarded_tables(catalog: Catalog) -> list[tuple[str, str]]:
    """Tables that must have a suite: raw tables, marts that metrics read, and published metric tables."""
    raw = [(table.schema, table.identifier) for table in catalog.sources]
    marts = {catalog.models[model.model_unique_id] for model in catalog.semantic_models.values()}
    published = [model for model in catalog.models.values() if model.is_published]
    return raw + sorted({(model.schema, model.alias) for model in [*marts, *published]})
