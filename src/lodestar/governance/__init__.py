"""Fingerprints of what definitions mean; rules, decisions and differences will join them."""
