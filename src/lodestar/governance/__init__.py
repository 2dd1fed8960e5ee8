"""What people agreed on: fingerprints, decisions, rules, differences, reconciliations. Values; files are read alone."""
