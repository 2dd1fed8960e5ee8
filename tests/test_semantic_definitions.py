"""MetricFlow's own validation finds what dbt's parser lets pass, such as a count as the input of a conversion."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_metricflow_finds_no_error_in_the_definitions(demo_hub):
    mf = Path(sys.executable).with_name("mf")
    environment = os.environ | {
        "LODESTAR_WAREHOUSE": str(demo_hub.project.warehouse),
        "DBT_PROFILES_DIR": str(demo_hub.project.root),
    }

    done = subprocess.run(
        [mf, "validate-configs", "--skip-dw"],
        cwd=demo_hub.project.root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "ERRORS: 0" in done.stdout, done.stdout
