"""What the demo project declares: the files that a copy of it needs, without what it built."""

from __future__ import annotations

import shutil
from pathlib import Path

__all__ = ["ROOT", "copy_project"]

ROOT = Path(__file__).parent.parent
DECLARED = (
    "dbt_project.yml",
    "profiles.yml",
    "models",
    "metrics",
    "macros",
    "seeds",
    "tests/assertions",
    "expectations",
    "governance",
)


def copy_project(source: Path, target: Path) -> Path:
    """Copies what a project declares, and answers where."""
    for name in DECLARED:
        origin = source / name
        if origin.is_dir():
            shutil.copytree(origin, target / name)
        elif origin.exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(origin, target / name)
    return target
