"""Write, audit, publish: build lock, release folders, the pointer that moves once."""
