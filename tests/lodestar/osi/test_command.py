"""`lodestar osi` says what it did, ends with the right code, and never shows a traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lodestar.osi.document import write_document
from tests.conftest import ROOT

LODESTAR = """
from lodestar.cli import app
from lodestar.cli.osi import osi
if not any(group.name == "osi" for group in app.app.registered_groups):
    app.app.add_typer(osi, name="osi")
app.main()
"""


def lodestar(*arguments, cwd):
    done = subprocess.run(
        [sys.executable, "-c", LODESTAR, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_an_import_says_what_it_wrote_and_what_comes_next(tmp_path, bakery):
    (tmp_path / "bakery.json").write_text(write_document(bakery, is_json=True), encoding="utf-8")

    done = lodestar("osi", "import", "bakery.json", "--into", "new", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "Wrote 7 files below new: 5 governed metrics." in done.stdout
    assert "the dbt models dim_shops, fct_sales" in done.stdout
    assert "new/bakery.loss.json" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["osi", "import", "nowhere.yaml", "--into", "x"], "no OSI document can be read there"),
        (["osi", "import", "nowhere.yaml"], "Missing option"),
        (["osi", "export", "x.yaml"], "There is no dbt_project.yml"),
        (["osi", "export", "x.yaml", "--version", "7", "--project-dir", str(ROOT)], "is not known here"),
        (["osi", "export", "x.doc", "--project-dir", str(ROOT)], "is a .yaml, .yml or .json file"),
        (["osi", "export", "x.yaml", "--schema", "s.json", "--project-dir", str(ROOT)], "no JSON schema can be read"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_is_wrong(tmp_path, arguments, message):
    done = lodestar(*arguments, cwd=tmp_path)

    assert (done.returncode, message in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "x.yaml").exists()
