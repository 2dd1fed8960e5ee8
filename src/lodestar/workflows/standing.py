"""Where governance stands: definitions as they are now, what people wrote down about them, and what follows.

standing = read_standing(project)
standing.certifications["net_revenue"].state         # "drifted"

Needs no data and no build, only the project's files, so it runs anywhere: on a laptop, in CI, in the meeting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from lodestar.catalog.catalog import Catalog
from lodestar.dbt.checkout import Checkout, check_out
from lodestar.governance.certification import Certification, certifications
from lodestar.governance.fingerprints import Fingerprint, fingerprints
from lodestar.governance.register import Register, read_register
from lodestar.settings import Project

__all__ = ["Standing", "checkout_folder", "read_standing", "standing_of"]


@dataclass(frozen=True)
class Standing:
    """Definitions, and where they stand. `today` is the day that decisions, waivers and reviews are measured by."""

    project: Project
    checkout: Checkout
    register: Register
    fingerprints: Mapping[str, Fingerprint]
    certifications: Mapping[str, Certification]
    today: date

    @property
    def catalog(self) -> Catalog:
        """The project's catalog, without the models that Lodestar generates."""
        return self.checkout.catalog


def read_standing(project: Project, *, today: date | None = None, folder: str = "working_tree") -> Standing:
    """Compiles the working tree in a folder of its own and reads the register.

    Args:
        today: by default the day that it is in the business time zone.
        folder: name of that folder: a build has another one, so that neither waits for the other.

    Raises:
        ConfigurationError: dbt refuses the project, or a contract can't be meant.
    """
    return standing_of(project, check_out(project, checkout_folder(project, folder)), today=today)


def standing_of(project: Project, checkout: Checkout, *, today: date | None = None) -> Standing:
    """The standing of a checkout, by the register that the project holds now."""
    day = today or datetime.now(ZoneInfo(project.business_timezone)).date()
    register = read_register(project.root)
    found = fingerprints(checkout.catalog, checkout.meanings, week_start=checkout.project.week_start)
    states = certifications(checkout.catalog, found, register, day)
    return Standing(project, checkout, register, found, states, day)


def checkout_folder(project: Project, name: str) -> Path:
    """Where a checkout of the project is kept from call to call."""
    return project.checkouts_dir / name
