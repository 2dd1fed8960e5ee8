"""What a build compares with what came before."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from lodestar.warehouse.row_counts import FileCount
from lodestar.workflows import volume
from lodestar.workflows.volume import new_files

FILE = FileCount("raw.shop__orders", "orders/a.csv", "a", 100, 0, 100)


def test_mended_records_are_no_delivery_whatever_a_source_calls_its_folder(tmp_path, monkeypatch):
    """Two mended records would be a partial load beside files of a hundred."""
    (tmp_path / "replays").mkdir()
    (tmp_path / "replays" / "1.jsonl").write_text("{}")
    project = SimpleNamespace(hub_dir=tmp_path, warehouse="before")
    mended = replace(FILE, path="replays/1.jsonl", content="m", rows=2)
    alike = replace(FILE, path="replays/2.jsonl", content="b")
    monkeypatch.setattr(
        volume, "file_counts", lambda warehouse, _: [FILE] if warehouse == "before" else [FILE, alike, mended]
    )

    assert new_files(project, SimpleNamespace(loaded_sources=()), "now") == ([FILE], [alike])
