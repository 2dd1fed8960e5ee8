"""`lodestar releases`: what is published, what keeps it, and the removal of what nothing keeps."""

from __future__ import annotations

from typing import Annotated

import typer

from lodestar.cli.console import ProjectDir, counted, say
from lodestar.releases.release import current_id
from lodestar.settings import open_project

__all__ = ["releases"]

releases = typer.Typer(help="List the published releases; remove old ones.")


@releases.callback(invoke_without_command=True)
def list_releases(context: typer.Context, project_dir: ProjectDir = None) -> None:
    """List the published releases, and what keeps each; the current one is marked."""
    if context.invoked_subcommand is not None:
        return
    from lodestar.workflows.retention import standings

    project = open_project(project_dir)
    found, current = standings(project), current_id(project.hub_dir)
    for standing in found:
        facts = standing.release.facts
        mark = "*" if standing.release.release_id == current else " "
        published = str(facts.get("published_at", ""))[:19].replace("T", " ")
        commit = str(facts.get("git_commit") or "no commit")[:12]
        rows = facts.get("row_counts", {}).get("metric_values", 0)
        stale = len(facts.get("stale", {}))
        partial = f"{counted(stale, 'stale metric')}, " if stale else ""
        why = ", ".join(reason for reason in standing.reasons if reason != "current") or "kept by nothing"
        say(f"{mark} {standing.release.release_id}  {published} UTC  {rows:>9,} values  {commit}  {partial}{why}")
    if not found:
        say("Nothing is published yet. Run `lodestar build`.")


@releases.command()
def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Remove nothing; say what would go.")] = False,
    project_dir: ProjectDir = None,
) -> None:
    """Remove releases that nothing keeps: see `vars: keep_releases` and `keep_days`."""
    from lodestar.workflows.retention import prune as prune_releases

    told = prune_releases(open_project(project_dir), dry_run=dry_run)
    gone = 0
    for standing in told:
        goes = standing.was_removed or (dry_run and not standing.reasons)
        gone += goes
        fate = ("would go" if dry_run else "removed") if goes else "kept"
        why = ", ".join(standing.reasons) or ("nothing keeps it" if goes else "a process has just opened it")
        say(f"{standing.release.release_id}  {fate}: {why}")
    say(f"{counted(gone, 'release')} {'would go' if dry_run else 'removed'}, {len(told) - gone:,} kept.")
