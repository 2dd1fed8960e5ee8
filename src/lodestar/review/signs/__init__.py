"""Signs that growth is real or hollow, a module a kind."""
