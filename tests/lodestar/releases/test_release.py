"""A release is whole or absent, and the pointer moves in one step."""

import json

import pytest

from lodestar.errors import ReleaseError, UnknownNameError
from lodestar.releases.release import (
    current_release,
    find_release,
    list_releases,
    point_to,
    seal,
    staging_folder,
)


def publish(hub, name):
    staging = staging_folder(hub / "releases", name)
    (staging / f"metrics-{name}.duckdb").write_text("data")
    release = seal(staging, hub / "releases", name, {"release_id": name})
    point_to(hub, release)
    return release


def test_the_pointer_names_the_last_release_published(tmp_path):
    publish(tmp_path, "r1")
    publish(tmp_path, "r2")

    assert current_release(tmp_path).release_id == "r2"
    assert [release.release_id for release in list_releases(tmp_path / "releases")] == ["r1", "r2"]


def test_release_json_holds_the_checksum_of_every_file(tmp_path):
    release = publish(tmp_path, "r1")

    facts = json.loads((release.folder / "release.json").read_text())
    assert facts["checksums"] == {
        "metrics-r1.duckdb": "3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7"
    }


def test_a_reader_keeps_the_release_it_opened_when_the_pointer_moves(tmp_path):
    publish(tmp_path, "r1")
    opened = current_release(tmp_path)
    publish(tmp_path, "r2")

    assert opened.database.read_text() == "data"
    assert opened.release_id == "r1"


def test_what_was_only_staged_is_no_release(tmp_path):
    staging_folder(tmp_path / "releases", "r1")

    assert list_releases(tmp_path / "releases") == []


def test_an_unknown_release_is_answered_with_the_nearest(tmp_path):
    publish(tmp_path, "20261116T060000Z-aaaaaa")

    with pytest.raises(UnknownNameError, match="Did you mean '20261116T060000Z-aaaaaa'"):
        find_release(tmp_path / "releases", "20261116T060000Z-aaaaab")


def test_nothing_published_is_said_plainly(tmp_path):
    with pytest.raises(ReleaseError, match="Nothing is published"):
        current_release(tmp_path)


def test_a_torn_release_is_named(tmp_path):
    release = publish(tmp_path, "r1")
    (release.folder / "release.json").chmod(0o644)
    (release.folder / "release.json").write_text("{")

    with pytest.raises(ReleaseError, match="Release r1 is damaged"):
        current_release(tmp_path)
