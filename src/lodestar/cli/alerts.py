"""`lodestar alerts`: messages of bad days, what became of them, and trying a channel."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from lodestar.cli.console import ProjectDir, counted, err, print_wide, say
from lodestar.settings import open_project

__all__ = ["alerts"]

alerts = typer.Typer(help="Messages of bad days: send, list, send again, try a channel.", no_args_is_help=True)


@alerts.command()
def send(project_dir: ProjectDir = None) -> None:
    """Send what is due; for cron, every few minutes."""
    from lodestar.workflows.send_alerts import send_alerts

    receipts = send_alerts(open_project(project_dir))
    for receipt in receipts:
        say(f"{receipt.id} to {receipt.channel}: {receipt.state}. {receipt.reason}.")
    if not receipts:
        say("Nothing is due.")


@alerts.command(name="list")
def list_command(
    sent: Annotated[bool, typer.Option("--sent", help="Also what was sent.")] = False, project_dir: ProjectDir = None
) -> None:
    """What waits, what may have arrived, what was given up."""
    from lodestar.workflows.send_alerts import list_alerts

    entries, unreadable = list_alerts(open_project(project_dir), sent_too=sent)
    for name in unreadable:
        say(f"Warning: {name} in the outbox is no alert; it is left alone.", err, style="yellow")
    if not entries:
        say("No alert waits.")
        return
    table = Table("id", "channel", "event", "part", "created", "tries", "state", "what became of it")
    for entry in entries:
        created, part = f"{entry.created_at:%Y-%m-%d %H:%M %Z}", f"{entry.part}/{entry.parts}"
        table.add_row(
            entry.id, entry.channel, entry.event, part, created, str(entry.attempts), entry.state, entry.receipt
        )
    print_wide(table)
    unconfirmed = sum(entry.state in ("unconfirmed", "sending") for entry in entries)
    if unconfirmed:
        say(
            f"{counted(unconfirmed, 'alert')} may have arrived: look into the chat. Nothing is sent twice by itself; "
            "`lodestar alerts resend ID` does."
        )


@alerts.command()
def resend(
    alert_id: Annotated[str, typer.Argument(metavar="ID", help="As `lodestar alerts list` shows it.")],
    project_dir: ProjectDir = None,
) -> None:
    """Let an alert be sent again, though it may have arrived."""
    from lodestar.workflows.send_alerts import resend_alert

    entry = resend_alert(open_project(project_dir), alert_id)
    say(f"{entry.id} to {entry.channel} goes with the next `lodestar alerts send`.")


@alerts.command(name="test")
def try_command(
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="As governance/channels.yml calls it.")],
    project_dir: ProjectDir = None,
) -> None:
    """Send a message that says it is a test."""
    from lodestar.workflows.send_alerts import try_channel

    receipts = try_channel(open_project(project_dir), channel)
    for receipt in receipts:
        say(f"{receipt.channel}: {receipt.state}. {receipt.reason}.")
    if not receipts:
        say(f"{channel}: waiting. Other alerts are being sent right now, or the channel wants rest.")
    if any(receipt.state != "sent" for receipt in receipts) or not receipts:
        raise typer.Exit(1)
