"""No Spark runs here: its SQL is read by sqlglot."""

from __future__ import annotations

import re
from dataclasses import replace

import sqlglot

from lodestar.compiler.generate import generate
from tests.lodestar.compiler.activity_catalog import activity_catalog


def test_what_is_generated_for_spark_is_sql_of_spark():
    models = generate(replace(activity_catalog(), adapter="spark"), week_start="monday").models
    for model in models:
        for sql in filter(None, (model.full_sql, model.incremental_sql, *model.cleaning_sql)):
            rendered = re.sub(r"\{\{ (?:ref\('(\w+)'\)|this) \}\}", r"some_schema.\1_", sql)
            assert "{{" not in rendered, model.name
            (parsed,) = sqlglot.parse(rendered, dialect="spark", error_level=sqlglot.ErrorLevel.RAISE)
            assert not list(parsed.find_all(sqlglot.exp.Command)), f"{model.name} is not understood"
