"""Dagster as a second door to the workflows: thin wiring, no logic."""
