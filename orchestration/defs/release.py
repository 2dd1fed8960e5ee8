"""The release: published once everything before it was built and checked, without what was bad."""

from collections.abc import Iterator

import dagster as dg

from lodestar.errors import PartialReleaseError
from lodestar.quality.dependencies import OWN_TABLES
from lodestar.releases.journal import read_journal
from lodestar.releases.release import Release
from lodestar.workflows.build import check, publish, step
from lodestar.workflows.partial_release import require_whole
from lodestar.workflows.tell import alerting
from orchestration.hub import Hub

__all__ = ["RELEASE", "release"]

RELEASE = dg.AssetKey("release")
WHOLE = "whole"


def release(hub: Hub) -> dg.AssetsDefinition:
    """`hub/current`, moved to a new release of the published tables."""
    # an export that could not be built is taken from the release before, so only these two are waited for
    awaited = [hub.asset_key(i) for i, model in hub.catalog.models.items() if model.name in OWN_TABLES]
    whole = dg.AssetCheckSpec(WHOLE, asset=RELEASE, description="Every metric and table is of this build.")

    @dg.asset(key=RELEASE, deps=awaited, check_specs=[whole], group_name="release", kinds={"duckdb", "parquet"})
    def publish_release() -> Iterator[dg.MaterializeResult[None]]:
        """The published tables of a build, which people and dashboards read; stale metrics are of an earlier one."""
        with alerting(hub.project), step(hub.project):
            if read_journal(hub.project.build_dir).state != "checked":
                check(hub.project)
            published = publish(hub.project)
        try:
            require_whole(published)
            failure = None
        except PartialReleaseError as error:
            failure = error
        yield dg.MaterializeResult(
            metadata={
                "release": published.release_id,
                "folder": dg.MetadataValue.path(published.folder),
                "checks": len(published.facts["checks"]),
                "stale metrics": _listed(
                    {name: f"values of {kept['values_of']}" for name, kept in published.facts["stale"].items()}
                ),
                "metrics not certified": _listed(_not_certified(published)),
                **{f"rows of {table}": rows for table, rows in published.facts["row_counts"].items()},
            },
            check_results=[
                dg.AssetCheckResult(
                    check_name=WHOLE, passed=failure is None, description=str(failure) if failure else None
                )
            ],
        )
        if failure:
            raise failure

    return publish_release


def _listed(said: dict[str, str]) -> dg.MarkdownMetadataValue:
    return dg.MetadataValue.md("\n".join(f"- {name}: {text}" for name, text in said.items()) or "none")


def _not_certified(published: Release) -> dict[str, str]:
    states = published.facts.get("certifications", {})
    return {name: said for name, said in states.items() if not said.startswith("certified")}
