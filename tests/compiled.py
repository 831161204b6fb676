"""Templates that were compiled once in this process, for every app that the tests make."""

from __future__ import annotations

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

_TRAITS = (
    "block_start_string variable_start_string comment_start_string line_statement_prefix line_comment_prefix "
    "trim_blocks lstrip_blocks newline_sequence keep_trailing_newline optimized is_async"
).split()


class CompiledTemplates(BytecodeCache):
    """To compile its pages and letters takes a new app longer than all that most tests do with it."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return f"{name}\n{filename}"

    def load_bytecode(self, bucket: Bucket) -> None:
        if known := self._known.get(_key(bucket)):
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[_key(bucket)] = bucket.bytecode_to_string()


def _key(bucket: Bucket) -> str:
    """A template of the same name and text is another one in an environment of another syntax."""
    environment = bucket.environment
    traits = [repr(getattr(environment, trait)) for trait in _TRAITS]
    autoescape = environment.autoescape if isinstance(environment.autoescape, bool) else "by name"
    return "\n".join([bucket.key, bucket.checksum, *traits, str(autoescape), *sorted(environment.extensions)])
