"""Measures metric tables against MetricFlow's SQL and SQL by hand: `make bench`."""
