"""Row 9: a published file is corrupted, cut or gone."""

from __future__ import annotations

import shutil
import sys
from functools import partial

import pytest

from lodestar.cli.app import main
from lodestar.workflows.build import build
from lodestar.workflows.doctor import examine
from tests.faults.forked import Forked
from tests.faults.shop import publish_checked, read_whole

pytestmark = [pytest.mark.slow, pytest.mark.fault(9, "published file corrupted")]


def flip(path, place=0.6):
    content = bytearray(path.read_bytes())
    at = int(len(content) * place)
    for i in range(at, min(at + 64, len(content))):
        content[i] ^= 0xFF
    path.write_bytes(content)


DAMAGES = {
    "bytes flipped": lambda folder: flip(next(folder.glob("*.duckdb"))),
    "cut short": lambda folder: next(folder.glob("*.duckdb")).write_bytes(b"DUCK"),
    "database gone": lambda folder: next(folder.glob("*.duckdb")).unlink(),
    "facts torn": lambda folder: (folder / "release.json").write_text('{"release_id": "'),
    "facts changed": lambda folder: (folder / "release.json").write_text(
        (folder / "release.json").read_text().replace("published_at", "published_on")
    ),
    "folder gone": shutil.rmtree,
    "parquet gone": lambda folder: (folder / "parquet" / "metric_values.parquet").unlink(),
}


def command(project, *arguments):
    """Runs `lodestar` and answers with its exit code and what it said."""

    said = project.root / "said"
    return Forked(partial(run, [*arguments, "--project-dir", str(project.root)]), said).wait(), said.read_text()


def run(arguments):
    sys.argv = ["lodestar", *arguments]
    main()


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_09_readers_get_the_last_good_release_with_a_warning(seen, checked_shop, damage):
    good = read_whole(checked_shop)
    assert Forked(partial(publish_checked, checked_shop), checked_shop.root / "said").wait() == 0
    bad = read_whole(checked_shop)
    DAMAGES[damage](checked_shop.releases_dir / bad)

    for arguments in (("query", "net_revenue"), ("metrics",), ("show", "net_revenue")):
        code, said = command(checked_shop, *arguments)
        assert code == 0, said
        assert f"Release {bad} is damaged" in said
        assert f"Served instead: {good}" in said
        assert said.count("is damaged") == 1
        assert "Traceback" not in said

    code, said = command(checked_shop, "doctor", "--dry-run")
    assert code == 0
    assert (checked_shop.hub_dir / "current").resolve().name == bad
    with seen.recovery():
        code, said = command(checked_shop, "doctor")
    assert code == 0, said
    assert read_whole(checked_shop) == good
    assert examine(checked_shop) == []
    seen.happened(f"{damage}: the last good release was served with a warning; the doctor moved the pointer")


@pytest.mark.parametrize("damage", ["bytes flipped"])
def test_09_a_build_moves_the_pointer_itself_and_goes_on(seen, checked_shop, damage):
    assert Forked(partial(publish_checked, checked_shop), checked_shop.root / "said").wait() == 0
    bad = read_whole(checked_shop)
    DAMAGES[damage](checked_shop.releases_dir / bad)

    with seen.recovery():
        report = build(checked_shop)

    assert report.is_new
    assert any(f"Release {bad} is damaged" in warning for warning in report.intake.warnings)
    assert read_whole(checked_shop) == report.release.release_id
    assert not (checked_shop.releases_dir / bad).exists()
    seen.happened("the next build named it, set it aside and published anew")


def test_09_where_no_release_is_whole_it_is_said_and_left_to_people(seen, built_shop):
    DAMAGES["bytes flipped"]((built_shop.hub_dir / "current").resolve())

    code, said = command(built_shop, "query", "net_revenue")
    assert code == 1
    assert "No release before it is whole" in said
    assert "Traceback" not in said
    code, said = command(built_shop, "doctor")
    assert code == 1
    assert "left for people" in said
    with seen.recovery():
        build(built_shop)
    read_whole(built_shop)
    seen.happened("named; a build publishes anew")
