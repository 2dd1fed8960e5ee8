"""Personal data in what is published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from lodestar.catalog.catalog import ModelNode
from lodestar.catalog.personal import exposed_columns
from lodestar.governance.rules.facts import Facts
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.rule import rule

MARTS = "marts"
"""Folder of models that everybody may read, beside those that metrics are made from."""


@rule("G701", severity="error")
def personal_columns_stay_below_marts(facts: Facts) -> Iterator[Found]:
    """No mart shows a personal raw column, unless it goes through the macro `pseudonymised`.

    Dimensions of metrics come from marts, and releases go to everybody: a name in a mart is a name on a chart. Staging
    and intermediate models may hold it.
    """
    measured = {model.model_unique_id for model in facts.catalog.semantic_models.values()}
    for unique_id, columns in exposed_columns(facts.catalog).items():
        model = facts.catalog.models[unique_id]
        if not (unique_id in measured or model.is_published or _is_mart(model)):
            continue
        for column, raw in columns.items():
            named = ", ".join(f"{relation}.{name}" for relation, name in raw)
            message = f"{model.name}.{column} shows {named}, which is personal."
            mend = f"Leave it out of {model.name}, or write {{{{ pseudonymised('{column}') }}}} where it is selected."
            yield Found(model.path, 1, f"{model.name}.{column}", message, mend)


def _is_mart(model: ModelNode) -> bool:
    return MARTS in PurePosixPath(model.path).parts[:-1]
