"""Nothing personal leaves the warehouse: the last look at a release's files before they get their name."""

from __future__ import annotations

import shutil
from pathlib import Path

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.personal import personal_columns
from lodestar.errors import CheckError
from lodestar.quality.personal import check_personal
from lodestar.quality.result import CheckResult, require_passed

__all__ = ["require_nobody_shown"]


def require_nobody_shown(staging: Path, warehouse: Path, catalog: Catalog) -> list[CheckResult]:
    """What was checked of the files in `staging`.

    Raises:
        CheckError: they show people; the folder is removed and nothing is published.
    """
    files = [path for path in staging.rglob("*") if path.is_file()]
    public = [(model.relation, column) for model in catalog.models.values() for column in model.public_columns]
    results = check_personal(files, warehouse, personal_columns(catalog), public)
    try:
        if results:
            require_passed(results)
    except CheckError as error:
        shutil.rmtree(staging, ignore_errors=True)
        raise CheckError(f"{error}\nNothing was published.") from error
    return results
