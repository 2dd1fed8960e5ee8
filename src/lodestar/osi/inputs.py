"""What a metric is made of: a metric whose inputs did not come in can't come in either.

metrics, losses = complete(metrics, {"orders", "customers"}, "semantic_model[0].")
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from lodestar.errors import ConfigurationError
from lodestar.osi.loss import Loss

__all__ = ["complete", "gone", "model_of"]

Definition = dict[str, Any]


def complete(metrics: list[Definition], models: Collection[str], path: str) -> tuple[list[Definition], list[Loss]]:
    """The metrics of which all inputs came in too, and why the others can't.

    Args:
        models: names of the semantic models that came in.
        path: the place of the document's model, ending in a dot where it is not at the top.

    Raises:
        ConfigurationError: two metrics have one name.
    """
    names = [metric["name"] for metric in metrics]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ConfigurationError(f"Two metrics of the document would be called {twice} in dbt. Rename one.")
    losses: list[Loss] = []
    while True:
        names = [metric["name"] for metric in metrics]
        missing = {
            metric["name"]: {model_of(metric)} - set(models)
            if metric["type"] == "simple"
            else _inputs(metric) - set(names)
            for metric in metrics
        }
        if not any(missing.values()):
            return metrics, losses
        losses += [
            Loss(f"{path}metrics", "inputs", name, f"The whole metric: {gone(inputs)}.")
            for name, inputs in missing.items()
            if inputs
        ]
        metrics = [metric for metric in metrics if not missing[metric["name"]]]


def model_of(metric: Mapping[str, Any]) -> str:
    """The semantic model that a simple metric adds up."""
    model: str = metric["type_params"]["metric_aggregation_params"]["semantic_model"]
    return model


def gone(names: Iterable[str]) -> str:
    """The reason why something that needs these can't come in."""
    return f"it needs {', '.join(sorted(names))}, which did not come in"


def _inputs(metric: Mapping[str, Any]) -> set[str]:
    parameters = metric["type_params"]
    nested = (parameters.get("cumulative_type_params") or {}, parameters.get("conversion_type_params") or {})
    told = [parameters.get("numerator"), parameters.get("denominator"), *(parameters.get("metrics") or [])]
    told += [params.get(key) for params in nested for key in ("metric", "base_metric", "conversion_metric")]
    return {reference["name"] for reference in told if reference}
