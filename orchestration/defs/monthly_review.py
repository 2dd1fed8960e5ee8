"""The monthly review: each finished month frozen in the ledger, as the current release reports it."""

import dagster as dg

from lodestar.workflows.freeze import freeze
from orchestration.defs.release import RELEASE
from orchestration.hub import Hub

__all__ = ["MONTHLY_REVIEW", "monthly_review"]

MONTHLY_REVIEW = dg.AssetKey("monthly_review")
FIRST_MONTH = "2024-01"
"""Where the page's row of months begins. A month without data is refused when somebody freezes it."""


def monthly_review(hub: Hub) -> dg.AssetsDefinition:
    """Frozen again, a month only gets what has become final since."""
    months = dg.MonthlyPartitionsDefinition(FIRST_MONTH, fmt="%Y-%m", timezone=hub.project.business_timezone)

    @dg.asset(key=MONTHLY_REVIEW, partitions_def=months, deps=[RELEASE], group_name="review", kinds={"csv"})
    def freeze_month(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        """A month's values as they were reported, which never change."""
        frozen = freeze(hub.project, context.partition_key)
        return dg.MaterializeResult(
            metadata={
                "folder": dg.MetadataValue.path(frozen.folder or hub.project.ledger_dir),
                "release": frozen.release_id,
                "values frozen now": frozen.rows,
                "provisional among them": frozen.provisional,
                "final before": frozen.standing,
                "provisional still": frozen.waiting,
                "never to be final": frozen.gone,
            }
        )

    return freeze_month
