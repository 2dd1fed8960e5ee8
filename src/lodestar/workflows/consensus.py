"""`lodestar consensus pack`: everything that a data-consensus meeting has to read, gathered into one value.

found = pack(project, base="main")
found.cards[0].item.reasons, found.cards[0].item.questions

The project's files alone are enough; with a release there are checks, lineage and late data too, with a commit to
compare with, old and new values side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from lodestar.dbt.checkout import check_out
from lodestar.errors import LodestarError, ReleaseError, UsageError
from lodestar.governance.agenda import agenda
from lodestar.governance.difference import Difference
from lodestar.governance.dispute import Dispute
from lodestar.governance.disputes import disputes as disputes_of
from lodestar.governance.late_data import LateData, finest, late_data
from lodestar.releases import reader
from lodestar.releases.release import Release, current_release
from lodestar.report.pack import Pack
from lodestar.settings import Project
from lodestar.workflows.card import card_of
from lodestar.workflows.check import check_standing
from lodestar.workflows.diff import WORKING_TREE_BASE, difference_of
from lodestar.workflows.reconcile import reconcile
from lodestar.workflows.standing import Standing, checkout_folder, read_standing, standing_of

__all__ = ["pack"]

Progress = Callable[[str, str, int, int], None]


def pack(
    project: Project,
    *,
    base: str | None = None,
    today: date | None = None,
    language: str = "en",
    progress: Progress | None = None,
) -> Pack:
    """Gathers the pack.

    Args:
        base: the commit, branch or tag that changes are measured from; by default the last commit, where there is one.
        language: `en` or `zh`, of what explains why reported figures differ.

    Raises:
        UsageError: there is no such commit.
        ConfigurationError: dbt refuses one of the two sides.
    """
    tell = progress or (lambda *_: None)
    tell("read", "working tree", 0, 0)
    standing = read_standing(project, today=today)
    notes = [problem.sentence() for problem in standing.register.problems]
    difference, why_not = _difference(project, standing, base, tell)
    disputes, why_none = _disputes(project, standing, language, tell)
    release = _release(project)
    late = _late(standing, release) if release else []
    findings = check_standing(standing).findings
    items = agenda(
        standing.catalog,
        standing.register,
        standing.certifications,
        today=standing.today,
        difference=difference,
        disputes=disputes,
        findings=findings,
        late=late,
    )
    return Pack(
        project=project.name,
        today=standing.today,
        cards=tuple(card_of(item, standing, release, findings) for item in items),
        difference=difference,
        release_id=release.release_id if release else None,
        notes=tuple(notes + [why for why in (why_not, why_none) if why]),
    )


def _difference(
    project: Project, standing: Standing, base: str | None, tell: Progress
) -> tuple[Difference | None, str | None]:
    ref = base or WORKING_TREE_BASE
    tell("read", ref, 0, 0)
    try:
        checkout = check_out(project, checkout_folder(project, "base"), ref=ref)
    except UsageError as error:
        if base:
            raise
        return None, f"Definitions were compared with none before: {error}"
    old = standing_of(project, checkout, today=standing.today)
    return difference_of(project, old, standing, progress=tell), None


def _disputes(
    project: Project, standing: Standing, language: str, tell: Progress
) -> tuple[tuple[Dispute, ...], str | None]:
    """Figures that departments report and that are not the hub's, and why they could not be compared."""
    if not standing.register.reported:
        return (), None
    try:
        return disputes_of(reconcile(project, progress=tell), language), None
    except LodestarError as error:
        return (), f"Reported figures were not compared: {error}"


def _release(project: Project) -> Release | None:
    try:
        return current_release(project.hub_dir)
    except ReleaseError:
        return None


def _late(standing: Standing, release: Release) -> list[LateData]:
    """Metrics of the release whose next period should be complete by now."""
    found = []
    for metric in standing.catalog.governed:
        contract = metric.contract
        grain = finest(contract.grains) if contract and contract.status != "retired" else None
        if contract is None or grain is None:
            continue
        try:
            answer = reader.ask(release, [metric.name], grain=grain)
        except LodestarError:
            continue  # the release does not have the metric, or not by that grain
        complete = [value.period_start for value in answer.values if value.is_complete]
        late = complete and late_data(metric.name, grain, max(complete), contract.days_until_final, standing.today)
        if late:
            found.append(late)
    return found
