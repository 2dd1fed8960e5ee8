"""Bad days, each injected for real. `make faults` runs all and prints what happened and how long it took to recover.

A test is named after its row of the list of faults and says what happened through the fixture `seen`:

    @pytest.mark.fault(9, "a published file is corrupted")
    def test_09_a_corrupted_release_is_noticed_and_the_last_good_one_is_served(seen, ...):
        ...
        with seen.recovery():                 # from the end of the fault to a hub that is whole again
            build(hub)
        seen.happened("checksum mismatch named; the release before was served")
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from lodestar.settings import Project, open_project
from tests.faults import shop as bad_shop
from tests.faults.forked import Forked

PROPERTY = "fault"


@dataclass
class Seen:
    """What a test saw of a fault."""

    sentences: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def happened(self, sentence: str) -> None:
        """One sentence for the table."""
        self.sentences.append(sentence)

    @contextmanager
    def recovery(self) -> Iterator[None]:
        """Measures the time until the hub is whole again."""
        begun = time.monotonic()
        yield
        self.seconds.append(time.monotonic() - begun)


@pytest.fixture
def seen(request: pytest.FixtureRequest) -> Iterator[Seen]:
    """What the test says of its fault, for the table at the end."""
    marker = request.node.get_closest_marker("fault")
    assert marker is not None, "a test of a fault names its row: @pytest.mark.fault(number, sentence)"
    number, fault = marker.args
    found = Seen()
    yield found
    said = "; ".join(found.sentences)
    # plain values: workers hand them over to the process that prints
    request.node.user_properties.append((PROPERTY, [number, fault, said, max(found.seconds, default=None)]))


@pytest.fixture(scope="session")
def checked_template(tmp_path_factory: pytest.TempPathFactory, shop_template: Path) -> Path:
    """The built shop with a second delivery that was built and checked, and waits to be published."""
    folder = tmp_path_factory.mktemp("checked") / "shop"
    shutil.copytree(shop_template, folder, symlinks=True)
    project = open_project(folder)
    bad_shop.deliver(project, "more", bad_shop.MORE)
    assert Forked(partial(bad_shop.build_until_checked, project), folder / "said").wait() == 0
    return folder


@pytest.fixture(scope="session")
def clean_template(tmp_path_factory: pytest.TempPathFactory, shop_template: Path) -> Path:
    """The built shop after its second delivery, built without a fault."""
    from lodestar.workflows.build import build

    folder = tmp_path_factory.mktemp("clean") / "shop"
    shutil.copytree(shop_template, folder, symlinks=True)
    project = open_project(folder)
    bad_shop.deliver(project, "more", bad_shop.MORE)
    assert Forked(partial(build, project), folder / "said").wait() == 0
    return folder


@pytest.fixture
def clean(clean_template: Path) -> Project:
    """To be compared with, never changed."""
    return open_project(clean_template)


@pytest.fixture
def checked_shop(tmp_path: Path, checked_template: Path) -> Project:
    """A copy of the checked shop for one test."""
    shutil.copytree(checked_template, tmp_path / "shop", symlinks=True)
    return open_project(tmp_path / "shop")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Prints a line for each fault: what happened, and the longest time to recover."""
    failed = {report.nodeid for report in terminalreporter.getreports("failed")}
    lines = [
        (*value, report.nodeid in failed)
        for report in terminalreporter.getreports("")
        if report.when == "teardown"
        for name, value in report.user_properties
        if name == PROPERTY
    ]
    if not lines:
        return
    table = Table("#", "fault", "what happened", "recovered in", title="Bad days")
    for number, fault, said, seconds, is_bad in sorted(lines, key=lambda line: (line[0], line[2])):
        time_taken = "" if seconds is None else f"{seconds:.1f} s"
        table.add_row(str(number), fault, "[red]FAILED[/red]" if is_bad else said, time_taken)
    Console(file=terminalreporter._tw._file, width=160).print(table)
