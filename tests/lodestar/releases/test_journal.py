"""A build moves through its states in one direction, and what became of it is kept."""

import itertools
import json

import pytest

from lodestar.errors import ReleaseError
from lodestar.releases.build_log import FinishedBuild, read_builds, record_build
from lodestar.releases.journal import Journal, read_journal, write_journal

STATES = ("building", "checked", "published", "aborted")
ALLOWED = {
    ("building", "checked"),
    ("building", "aborted"),
    ("checked", "published"),
    ("checked", "aborted"),
}


def journal_in(state):
    journal = Journal("b1", "building", "2026-11-01T00:00:00+00:00")
    for step in {"building": (), "checked": ("checked",), "published": ("checked", "published")}.get(state, (state,)):
        journal.move_to(step)
    return journal


@pytest.mark.parametrize(("before", "after"), list(itertools.product(STATES, STATES)))
def test_only_four_moves_are_allowed(before, after):
    journal = journal_in(before)
    if (before, after) in ALLOWED:
        journal.move_to(after, "why")
        assert (journal.state, journal.reason) == (after, "why")
    else:
        with pytest.raises(ReleaseError, match=f"is {before}: it can't become {after}"):
            journal.move_to(after)
        assert journal.state == before


def test_the_history_has_every_state_with_its_time(tmp_path):
    write_journal(tmp_path / "build", journal_in("published"))

    history = read_journal(tmp_path / "build").history
    assert [step["state"] for step in history] == ["building", "checked", "published"]
    assert sorted(step["at"] for step in history) == [step["at"] for step in history]


def test_a_finished_build_leaves_one_line_however_often_it_is_written(tmp_path):
    journal = journal_in("checked")
    write_journal(tmp_path / "build", journal)
    assert read_builds(tmp_path) == []
    journal.move_to("aborted", "a check said no")
    write_journal(tmp_path / "build", journal)
    write_journal(tmp_path / "build", journal)

    (build,) = read_builds(tmp_path)
    assert (build.id, build.state, build.reason, build.release) == ("b1", "aborted", "a check said no", None)


def test_a_torn_line_is_closed_and_hides_no_other(tmp_path):
    record_build(tmp_path, FinishedBuild("b1", "1", "2", "published", None, "r1"))
    with (tmp_path / "builds.jsonl").open("a") as log:
        log.write('{"id": "b2", "beg')
    record_build(tmp_path, FinishedBuild("b3", "3", "4", "aborted", "no", None))

    assert [build.id for build in read_builds(tmp_path)] == ["b1", "b3"]
    assert json.loads((tmp_path / "builds.jsonl").read_text().splitlines()[-1])["id"] == "b3"
