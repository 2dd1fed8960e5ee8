"""The monthly review: the ledger of values as reported, and whether growth is real."""
