"""An OSI document as files of a dbt project: models with semantics and simple metrics, and one governed metric a file.

    imported = read_into_dbt(document, format_)
    imported.files["metrics/revenue.yml"]     # text, below whatever folder the user names
    imported.losses                           # what dbt or Lodestar has no place for

What Lodestar exported comes back as it was. What others wrote is read as far as dbt's metrics can say it. No metric is
certified by an import.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lodestar.errors import ConfigurationError
from lodestar.osi.document import write_properties
from lodestar.osi.extension import foreign_vendors, kept_contract
from lodestar.osi.foreign import read_datasets
from lodestar.osi.formats import Format
from lodestar.osi.governed import contract_to_complete, governed
from lodestar.osi.inputs import complete, gone, model_of
from lodestar.osi.loss import Loss
from lodestar.osi.mart import Mart
from lodestar.osi.metric_yaml import metric_yaml, saved_query_yaml
from lodestar.osi.metrics_read import MetricReader
from lodestar.osi.model_yaml import model_yaml, time_spine_yaml
from lodestar.osi.portable import NotPortable
from lodestar.osi.restored import Restored, dialect_of, restored_mart, restored_metric, restored_project
from lodestar.osi.trust import identifier, name_for_dbt, without_jinja

__all__ = ["Imported", "read_into_dbt"]


@dataclass(frozen=True)
class Imported:
    """Files by their path below a folder, dbt models that they describe, governed metrics, and what was lost."""

    files: Mapping[str, str]
    models: tuple[str, ...]
    metrics: tuple[str, ...]
    losses: tuple[Loss, ...]


def read_into_dbt(document: dict[str, Any], format_: Format) -> Imported:
    """The files of a checked document.

    Raises:
        ConfigurationError: it brings a name, a template or an expression that may not come in.
    """
    imports = [_Import(model, path) for path, model in format_.models(document)]
    files: dict[str, str] = {}
    for one in imports:
        for path, text in one.files():
            if path in files:
                raise ConfigurationError(f"Two parts of the document would write {path}. Import them one by one.")
            files[path] = text
    return Imported(
        files=files,
        models=tuple(sorted(path[len("models/") : -len(".yml")] for path in files if path.startswith("models/"))),
        metrics=tuple(sorted(metric["name"] for one in imports for metric in one.metrics if _is_governed(metric))),
        losses=tuple(loss for one in imports for loss in one.losses),
    )


class _Import:
    """One semantic model of the document."""

    def __init__(self, model: dict[str, Any], path: str) -> None:
        self._model = model
        self._path = f"{path}." if path else ""
        self.losses: list[Loss] = []
        self._lose_vendors(model, path or "the document")
        self._project = restored_project(model, self._path)
        if not self._project:
            told = [key for key in ("description", "ai_context") if model.get(key)]
            self.losses += [Loss(f"{self._path}{key}", key, None, "Of the whole model.") for key in told]
        self._dialect = dialect_of(self._project)
        self.marts = self._marts()
        told_metrics = [*self._told_metrics(), *self._kept_metrics()]
        self.metrics, lost = complete(told_metrics, {mart.name for mart in self.marts.values()}, self._path)
        self.losses += lost

    def files(self) -> Iterator[tuple[str, str]]:
        """Path below the folder, and text."""
        simple: dict[str, list[Restored]] = {mart.name: [] for mart in self.marts.values()}
        for metric in self.metrics:
            if metric["type"] == "simple":
                simple[model_of(metric)].append(metric)
            else:
                yield f"metrics/{metric['name']}.yml", write_properties("metrics", metric_yaml(metric))
        spines = {spine["model"]: time_spine_yaml(spine) for spine in self._project.get("time_spines", [])}
        for mart in self.marts.values():
            told = {"name": mart.table, "meta": mart.meta, "columns": mart.columns}
            said = model_yaml(mart.definition, told, simple[mart.name])
            said = _with_calendar(spines.pop(mart.table, {}), said)
            yield f"models/{mart.table}.yml", write_properties("models", said)
        for name, said in spines.items():
            yield f"models/{name}.yml", write_properties("models", said)
        names = {metric["name"] for metric in self.metrics}
        for query in self._project.get("saved_queries", []):
            missing = set(query["query_params"]["metrics"]) - names
            if missing:
                self._lose("custom_extensions", "saved_query", None, f"{query['name']}: {gone(missing)}.")
                continue
            yield (
                f"metrics/saved_queries/{query['name']}.yml",
                write_properties("saved_queries", saved_query_yaml(query)),
            )

    def _marts(self) -> dict[str, Mart]:
        known: dict[str, Mart] = {}
        for number, dataset in enumerate(self._model["datasets"]):
            path = f"{self._path}datasets[{number}]"
            self._lose_vendors(dataset, path)
            kept = restored_mart(dataset, path, self._dialect)
            if isinstance(kept, Mart):
                known[dataset["name"]] = kept
            elif kept is not None:
                self.losses.append(kept)
        read = read_datasets(self._model, self._path, known)
        self.losses += read.losses
        return read.by_name

    def _told_metrics(self) -> Iterator[Restored]:
        """The metrics of the document: as Lodestar kept them, or read from their expressions."""
        told = self._model.get("metrics", [])
        kept = {metric["name"] for metric in self._project.get("metrics", [])}
        reader = MetricReader(self.marts, {metric["name"].lower() for metric in told} | kept)
        for number, metric in enumerate(told):
            path = f"{self._path}metrics[{number}]"
            identifier(metric["name"], f"{path}.name")
            self._lose_vendors(metric, path)
            contract = kept_contract(metric, place=path)
            restored = restored_metric(metric, path, self._dialect)
            if isinstance(restored, dict):
                yield self._governed(restored, contract, path)
                continue
            if isinstance(restored, Loss):
                self.losses.append(restored)
            is_governed = contract is not None or restored is None
            if self._read(reader, metric, path, is_governed=is_governed) and is_governed:
                reader.others[-1] = self._governed(reader.others[-1], contract or self._completed(metric, path), path)
        yield from [*reader.simple, *reader.others]

    def _read(self, reader: MetricReader, metric: Mapping[str, Any], path: str, *, is_governed: bool) -> bool:
        name = name_for_dbt(metric["name"])
        without_jinja(metric.get("description"), f"{path}.description")
        try:
            if name is None:
                raise NotPortable("dbt takes no metric of that name")
            reader.read(metric, name, governed=is_governed)
        except NotPortable as reason:
            self._lose(path, "expression", metric["name"], f"The whole metric: {reason}.")
            return False
        if name != metric["name"]:
            self._lose(path, "name", metric["name"], f"It is called {name} in dbt.")
        if metric.get("ai_context"):
            self._lose(path, "ai_context", metric["name"], "What it tells AI tools.")
        return True

    def _kept_metrics(self) -> Iterator[Restored]:
        """Metrics that have no expression, and so stand in the document's own extension."""
        contracts = kept_contract(self._model, place=f"{self._path}custom_extensions")
        told = contracts.get("metrics") if isinstance(contracts, Mapping) else None
        for definition in self._project.get("metrics", []):
            contract = told.get(definition["name"]) if isinstance(told, Mapping) else None
            yield self._governed(definition, contract, f"{self._path}custom_extensions")

    def _governed(self, definition: Restored, contract: Any, path: str) -> Restored:
        if contract is None:
            return definition
        definition, losses = governed(definition, contract, path)
        self.losses += losses
        return definition

    def _completed(self, metric: Mapping[str, Any], path: str) -> dict[str, Any]:
        contract = contract_to_complete()
        keys = ", ".join(key for key in contract if key not in ("version", "status"))
        sentence = f"Nobody agreed on it yet: {keys} were filled in for people to complete; dimensions are missing."
        self._lose(path, "contract", metric["name"], sentence)
        return contract

    def _lose_vendors(self, element: Mapping[str, Any], path: str) -> None:
        vendors = ", ".join(foreign_vendors(element, place=path))
        if vendors:
            self._lose(path, "custom_extensions", None, f"Extensions of {vendors}, which Lodestar does not read.")

    def _lose(self, path: str, construct: str, metric: str | None, sentence: str) -> None:
        self.losses.append(Loss(path, construct, metric, sentence))


def _is_governed(metric: Mapping[str, Any]) -> bool:
    return "lodestar" in ((metric.get("config") or {}).get("meta") or {})


def _with_calendar(spine: Mapping[str, Any], model: Restored) -> Restored:
    """A calendar that has semantics too is one model."""
    if not spine:
        return model
    columns = {column["name"]: column for column in spine["columns"]}
    for column in model.get("columns", []):
        columns[column["name"]] = {**columns.get(column["name"], {}), **column}
    return {**spine, **model, "columns": list(columns.values())}
