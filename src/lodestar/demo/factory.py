"""The factory: what each machine was planned to run in a shift, and what became of it."""

from dataclasses import dataclass
from random import Random

from lodestar.demo.calendar import (
    DAY_MS,
    EXTRACT_MS,
    FIRST_DAY,
    HOUR_MS,
    LAST_DAY,
    MAINTENANCE_DAY,
    MINUTE_MS,
    UTC_MONTHS,
    as_date,
    local_midnight,
    month_index,
    month_start,
    utc_seconds,
)
from lodestar.demo.chance import EvenDraws, Weighted
from lodestar.demo.company import UTILISATION_EFFECT, effect, wobble
from lodestar.demo.folder import RawFolder
from lodestar.demo.table import Row, Table, Version
from lodestar.demo.tally import Tally

COLUMNS = (
    "id", "machine_id", "machine_name", "line_name", "shift", "started_at", "planned_minutes", "run_minutes",
    "downtime_minutes", "downtime_reason", "units_made", "units_defective", "recorded_at",
)  # fmt: skip


@dataclass(frozen=True)
class Machine:
    """`planned_minutes` a shift; `level`: its utilisation against that of all."""

    name: str
    line: str
    planned_minutes: int
    level: float
    units_per_hour: int


MACHINES = (
    Machine("A1", "Tablet assembly", 450, 1.06, 42),
    Machine("A2", "Tablet assembly", 450, 1.04, 42),
    Machine("A3", "Tablet assembly", 450, 1.01, 40),
    Machine("A4", "Tablet assembly", 450, 0.97, 38),
    Machine("S1", "Stylus", 360, 1.00, 90),
    Machine("S2", "Stylus", 240, 0.84, 85),
    Machine("P1", "Packaging", 360, 0.98, 120),
    Machine("P2", "Packaging", 240, 0.86, 110),
)
"""Small machines stand still more often: the mean of the machines is not the utilisation of the factory."""

UTILISATION = 0.72
CHANGEOVER = 0.04
"""Share of the planned time in which a machine is neither running nor down."""

SHIFTS = (("early", 6), ("late", 14))
"""Name and hour in Shanghai: the early shift begins at 22:00 UTC of the day before."""

REASONS = Weighted((("breakdown", 4.0), ("waiting for parts", 3.0), ("set-up", 2.0), ("no staff", 1.0)))
DEFECTS = 0.018
CORRECTED = 0.03
OVERTIME = 0.02
TEST_RUN = 0.15
"""Share of the idle Sunday shifts in which a mechanic lets the machine run: time that nobody planned."""

SUNDAY = 6


class Factory:
    """Eight machines and two shifts a day, whatever the size of the demo."""

    def __init__(self, folder: RawFolder, chance: Random, tally: Tally) -> None:
        """Counts planned, run and down minutes by month."""
        self.table = Table(folder, "factory", "machine_shifts", COLUMNS, chance)
        self._chance = chance
        self._tally = tally
        self._spread = [EvenDraws(chance.random(), place % 5) for place, _ in enumerate(MACHINES)]
        self._next_id = 1

    def run(self) -> None:
        """Writes every shift of the range."""
        for day in range(FIRST_DAY, LAST_DAY + 1):
            for shift, hour in SHIFTS:
                for place, machine in enumerate(MACHINES):
                    self._add(day, shift, local_midnight(day) + hour * HOUR_MS, place, machine)
        self.table.flush(UTC_MONTHS[-1])

    def _add(self, day: int, shift: str, started: int, place: int, machine: Machine) -> None:
        chance, number = self._chance, self._next_id
        self._next_id += 1
        planned = machine.planned_minutes
        if as_date(day).weekday() == SUNDAY and machine.line != "Packaging":
            planned = 0
        level = UTILISATION * machine.level * effect(UTILISATION_EFFECT, day, MAINTENANCE_DAY)
        share = level * wobble(month_index(day), 1) * (0.9 + 0.2 * self._spread[place].draw())
        run = round(planned * min(share, 1 - CHANGEOVER))
        down = planned - run - round(planned * CHANGEOVER) if planned else 0
        if planned and chance.random() < OVERTIME:
            run, down = planned + 30, 0
            self._tally.planted["shifts_with_overtime"] += 1
        elif not planned and chance.random() < TEST_RUN:
            run = 20 + int(chance.random() * 40)
            self._tally.planted["shifts_unplanned"] += 1
        made = run * machine.units_per_hour // 60
        defective = round(made * DEFECTS * wobble(month_index(day), 4) * (0.6 + 0.8 * chance.random()))
        reason = REASONS.pick(chance.random()) if down else None

        def row(at: int, ran: int) -> Row:
            cells = (machine.name, machine.line, shift, utc_seconds(started), planned, ran, down, reason)
            return (number, 101 + place, *cells, made, defective, utc_seconds(at))

        # the last shift of the day is written up after midnight
        recorded = started + 8 * HOUR_MS + (150 if shift == "late" else 15) * MINUTE_MS
        recorded += int(chance.random() * 30) * MINUTE_MS
        versions: list[Version] = [(recorded, row(recorded, run))]
        corrected = recorded + DAY_MS + int(chance.random() * 20) * HOUR_MS
        if planned and run < planned and corrected <= EXTRACT_MS and chance.random() < CORRECTED:
            # counted in hours by mistake, put right a day or two later
            versions = [(recorded, row(recorded, run // 60)), (corrected, row(corrected, run))]
            self._tally.planted["shifts_corrected"] += 1
        self.table.add(number, versions)
        month = month_start(day)
        self._tally.add("capacity_utilisation", month, min(run, planned), planned)
        self._tally.add("downtime_share", month, down, planned)
        self._tally.add("defect_rate", month, defective, made)
