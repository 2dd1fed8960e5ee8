"""Alerts: who must know of a bad day is told, and no build waits or fails for it."""
