"""Decides which tables to build and says them in SQL. Pure: opens nothing."""
