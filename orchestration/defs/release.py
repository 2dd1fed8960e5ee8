"""The release: published once everything before it was built and checked."""

import dagster as dg

from lodestar.releases.release import Release
from lodestar.workflows.build import publish, step
from orchestration.hub import Hub

__all__ = ["RELEASE", "release"]

RELEASE = dg.AssetKey("release")


def release(hub: Hub) -> dg.AssetsDefinition:
    """`hub/current`, moved to a new release of the published tables."""
    published = [hub.asset_key(model.unique_id) for model in hub.catalog.models.values() if model.is_published]

    @dg.asset(key=RELEASE, deps=published, group_name="release", kinds={"duckdb", "parquet"})
    def publish_release() -> dg.MaterializeResult[None]:
        """The published tables of one good build, which people and dashboards read."""
        with step(hub.project):
            published = publish(hub.project)
        return dg.MaterializeResult(
            metadata={
                "release": published.release_id,
                "folder": dg.MetadataValue.path(published.folder),
                "checks": len(published.facts["checks"]),
                "metrics not certified": dg.MetadataValue.md(
                    "\n".join(f"- {name}: {said}" for name, said in _not_certified(published).items()) or "none"
                ),
                **{f"rows of {table}": rows for table, rows in published.facts["row_counts"].items()},
            }
        )

    return publish_release


def _not_certified(published: Release) -> dict[str, str]:
    states = published.facts.get("certifications", {})
    return {name: said for name, said in states.items() if not said.startswith("certified")}
