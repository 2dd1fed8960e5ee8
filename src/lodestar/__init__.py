"""Lodestar: a governed metric hub on dbt. One shared definition for every metric, checked, then published."""

__version__ = "0.1.0"
