"""What can be launched: a refresh of everything up to the release, and the review of one month."""

import dagster as dg

from orchestration.defs.monthly_review import MONTHLY_REVIEW

__all__ = ["refresh", "review"]

refresh = dg.define_asset_job(
    "refresh",
    dg.AssetSelection.all() - dg.AssetSelection.assets(MONTHLY_REVIEW),
    description="Load new raw files, build all models, check, and publish a release: `lodestar build`.",
)

review = dg.define_asset_job(
    "review",
    dg.AssetSelection.assets(MONTHLY_REVIEW),
    description="Freeze a month from the current release: `lodestar review freeze`.",
)
