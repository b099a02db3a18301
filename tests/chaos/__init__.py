"""Everything is broken at random while everybody works; then an independent script counts what is left."""
