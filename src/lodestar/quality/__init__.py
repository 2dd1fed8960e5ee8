"""Runs expectations inside the database, answers passed or failed with findings."""
