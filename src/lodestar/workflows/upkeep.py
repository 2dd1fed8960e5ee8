"""What keeps a hub whole between builds: the doctor's round, with word to people of what was not whole."""

from __future__ import annotations

from datetime import UTC, datetime

from lodestar.report.alert_text import AlertFacts
from lodestar.settings import Project
from lodestar.workflows.doctor import examine
from lodestar.workflows.recovery import Repair
from lodestar.workflows.send_alerts import send_soon
from lodestar.workflows.tell import tell

__all__ = ["look_after"]


def look_after(project: Project) -> list[Repair]:
    """Mends what can be mended and tells people of it: of a damaged release, and of what is left to them.

    Raises:
        LockedError: a build is running.
        ReleaseError: the file system refuses.
    """
    repairs = examine(project)
    damaged = [repair.where.name for repair in repairs if repair.is_damage]
    left = [repair.where.name for repair in repairs if repair.is_left]
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    if damaged:
        tell(project, "release_damaged", AlertFacts(f"{day} {' '.join(damaged)}", files=tuple(damaged)))
    if left:
        tell(project, "doctor", AlertFacts(f"{day} {' '.join(left)}", files=tuple(left)))
    send_soon(project)
    return repairs
