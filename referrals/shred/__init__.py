"""The shred keys: one small table in a place of its own, without which no letter that is kept can be read."""
