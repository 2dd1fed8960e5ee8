"""What people are told when a release has metrics of an earlier one in it."""

from __future__ import annotations

from collections.abc import Mapping

from lodestar.errors import PartialReleaseError
from lodestar.releases.release import Release

__all__ = ["partial_facts", "require_whole"]


def partial_facts(release: Release) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """What is not of the build itself: `stale` metrics and `stale_tables`, and what was `left_out`, each with why."""
    return {kind: release.facts.get(kind, {}) for kind in ("stale", "stale_tables", "left_out")}


def require_whole(release: Release) -> None:
    """Nothing for a release that its build made whole.

    Raises:
        PartialReleaseError: names what keeps earlier values, whose, and why.
    """
    facts = partial_facts(release)
    if not any(facts.values()):
        _require_no_fault(release)
        return
    said: dict[str, list[str]] = {}
    for kind, prefix in (("stale", ""), ("stale_tables", "table ")):
        for name, kept in facts[kind].items():
            said.setdefault(f"the values of release {kept['values_of']}, because of {kept['reason']}", []).append(
                prefix + name
            )
    lines = [f"  {_listed(names)} {'keep' if len(names) > 1 else 'keeps'} {why}" for why, names in said.items()]
    lines += [
        f"  {name} is in no release yet, and not in this one, because of {kept['reason']}"
        for name, kept in facts["left_out"].items()
    ]
    moved = (
        "Mend it and build again."
        if release.facts.get("warehouse_moved_on", True)
        else "The warehouse stays as it was after the last whole build. Mend it and build again."
    )
    metrics = len(facts["stale"]) + sum(not kept["is_table"] for kept in facts["left_out"].values())
    tables = len(facts["stale_tables"]) + sum(bool(kept["is_table"]) for kept in facts["left_out"].values())
    without = " and ".join(_counted(n, noun) for n, noun in ((metrics, "metric"), (tables, "table")) if n)
    raise PartialReleaseError(
        f"Published release {release.release_id} without {without}:\n" + "\n".join(lines) + f"\n{moved}"
    )


def _require_no_fault(release: Release) -> None:
    """A fault that no metric depends on is a fault all the same."""
    faults = release.facts.get("faults")
    if faults:
        lines = "\n".join(f"  {fault}" for fault in faults)
        raise PartialReleaseError(
            f"Published release {release.release_id} with every metric, but this failed beside them:\n{lines}\n"
            "Mend it and build again."
        )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
