"""What Dagster shows and runs, one noun a module."""
