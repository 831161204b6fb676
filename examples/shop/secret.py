"""The key that signs session cookies, when nobody has given one."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def kept_secret(path: Path) -> str:
    """A random key that outlives restarts; two processes that start at once agree on one."""
    if not path.exists():
        _offer(path, secrets.token_hex(32))
    return path.read_text(encoding="ascii")


def _offer(path: Path, key: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(key, encoding="ascii")
    try:
        # A link appears complete or not at all, and never replaces the key of a faster process.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
