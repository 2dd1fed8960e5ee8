"""What git says of a project."""

from __future__ import annotations

import subprocess
from pathlib import Path

from lodestar.errors import UsageError

__all__ = ["git"]

LONGEST = 300
"""An archive of a large repository takes a while, a hanging git takes for ever."""


def git(root: Path, *arguments: str, seconds: int = LONGEST) -> bytes:
    """What git prints, if it answers in so many seconds.

    Raises:
        UsageError: git is not there, or says no.
    """
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True, timeout=seconds)
    except FileNotFoundError as error:
        raise UsageError("git is not installed, so there is no commit to compare with.") from error
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or b"").decode(errors="replace").strip()
        raise UsageError(f"git says no in {root}: {said or error}") from error
    return done.stdout
