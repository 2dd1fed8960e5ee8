"""Runs dbt in this process and turns its results into findings."""
