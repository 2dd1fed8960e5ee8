"""The generated models of all aggregate states."""

from __future__ import annotations

from lodestar.catalog.catalog import Catalog
from lodestar.compiler.batches import batches_model
from lodestar.compiler.cube_table import cube_model
from lodestar.compiler.gaps_table import gaps_model, joined_gaps_model
from lodestar.compiler.generated_model import GeneratedModel
from lodestar.compiler.pairs_table import pairs_model
from lodestar.compiler.states import States
from lodestar.compiler.writer import Writer

__all__ = ["state_models"]


def state_models(states: States, catalog: Catalog, writer: Writer) -> list[GeneratedModel]:
    """Every state that metrics asked for, each after what it reads."""
    for pairs in states.pairs.values():
        states.cube(pairs.facts.alone)  # knows which days were touched
    models = [batches_model(writer)]
    models += [cube_model(cube, catalog, writer) for cube in states.cubes.values()]
    for pairs in states.pairs.values():
        models.append(pairs_model(pairs, states.cube(pairs.facts.alone), catalog, writer))
        if pairs.needs_gaps:
            models.append(gaps_model(pairs, writer))
        if pairs.needs_gaps and pairs.joined:
            models.append(joined_gaps_model(pairs, catalog, writer))
    return models
