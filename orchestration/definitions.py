"""The one door: what Dagster loads. `dg check defs` says whether it loads; `make dagster` opens the page."""

from pathlib import Path

import dagster as dg

from lodestar.settings import Project, open_project
from orchestration.defs.checks import expectations
from orchestration.defs.dbt_models import dbt_cli, dbt_models
from orchestration.defs.jobs import refresh, review
from orchestration.defs.monthly_review import monthly_review
from orchestration.defs.new_raw_files import new_raw_files
from orchestration.defs.raw_files import raw_files
from orchestration.defs.release import release
from orchestration.defs.schedules import schedules
from orchestration.defs.upkeep import upkeep
from orchestration.hub import open_hub

__all__ = ["definitions_of", "defs"]

REPOSITORY = Path(__file__).resolve().parent.parent
"""The project, unless the environment names another: Dagster's processes start in folders of their own choosing."""


@dg.definitions
def defs() -> dg.Definitions:
    """Everything that Dagster knows of the project."""
    return definitions_of(open_project(default_dir=REPOSITORY))


def definitions_of(project: Project) -> dg.Definitions:
    """Everything that Dagster knows of a project.

    Raises:
        LodestarError: the project can't be compiled.
    """
    hub = open_hub(project)
    return dg.Definitions(
        assets=[raw_files(hub), dbt_models(hub), release(hub), monthly_review(hub)],
        asset_checks=[expectations(hub)],
        jobs=[refresh, review],
        schedules=[*schedules(project, hub.closing_lag_days), *upkeep(hub)],
        sensors=[new_raw_files(hub)],
        resources={"dbt": dbt_cli(project)},
        executor=dg.in_process_executor,  # DuckDB lets one process write, and the build's lock is that process's
    )
