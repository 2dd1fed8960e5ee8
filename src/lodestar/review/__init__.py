"""The ledger of values as reported."""
