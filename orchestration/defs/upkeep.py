"""What runs beside the refresh: the doctor's round before each day's, and alerts that could not be sent at once."""

import dagster as dg

from lodestar.errors import LockedError
from lodestar.workflows.send_alerts import send_alerts
from lodestar.workflows.upkeep import look_after
from orchestration.hub import Hub

__all__ = ["upkeep"]

DOCTOR_HOUR = 5
"""Before the day's refresh: every checksum of every release is compared, so once a day is often enough."""


def upkeep(hub: Hub) -> list[dg.ScheduleDefinition]:
    """The schedules of the jobs `doctor`, daily, and `alerts`, every five minutes. Off until somebody turns them on."""

    @dg.op(name="mend_what_is_not_whole")
    def mend(context: dg.OpExecutionContext) -> None:
        try:
            repairs = look_after(hub.project)
        except LockedError as error:  # a build looks for itself
            context.log.info(str(error))
            return
        for repair in repairs:
            context.log.warning(repair.sentence())
        left = [repair.sentence() for repair in repairs if repair.is_left]
        if left:
            raise dg.Failure("\n".join(left))

    @dg.op(name="send_what_waits")
    def send(context: dg.OpExecutionContext) -> None:
        for receipt in send_alerts(hub.project):
            context.log.info(f"{receipt.id}: {receipt.state}, {receipt.reason}")

    @dg.job(description="Find and mend what is not whole in the hub: `lodestar doctor`.")
    def doctor() -> None:
        mend()

    @dg.job(description="Send alerts that wait in the outbox: `lodestar alerts send`.")
    def alerts() -> None:
        send()

    zone = hub.project.business_timezone
    return [
        dg.ScheduleDefinition(job=doctor, cron_schedule=f"0 {DOCTOR_HOUR} * * *", execution_timezone=zone),
        dg.ScheduleDefinition(job=alerts, cron_schedule="*/5 * * * *", execution_timezone=zone),
    ]
