"""Keys that a machine makes for itself, once."""

import os
import secrets


def made_once(path, make):
    """`path`, with what `make()` gives when nobody wrote it yet. Only its owner reads it; of two who come at
    once, one is kept."""
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    own = path.with_name(f".{secrets.token_hex(8)}")
    own.touch(mode=0o600)
    own.write_bytes(make())
    try:
        os.link(own, path)
    except FileExistsError:
        pass  # the other one's
    finally:
        own.unlink()
    return path
