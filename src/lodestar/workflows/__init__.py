"""One verb a file: what the command line and Dagster both call."""
