"""The sitemap as files in a folder: all of them are written first, then they take the place of the last ones."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from storefront_plugin.markets.sitemap.shards import Shard, index

INDEX = "storefront-sitemap.xml"
_is_shard = re.compile(r"storefront-sitemap-[0-9]+\.xml(\.gz)?").fullmatch

# Twice the time of the fastest level for less than half the size; what lies beyond makes it no smaller.
_GZIP_LEVEL = 6
# Whole pages of the disk's cache, many at once: a third less time than writing each piece as it comes.
_BUFFER_BYTES = 1024 * 1024


def shard_name(number: int, *, gzipped: bool) -> str:
    return f"storefront-sitemap-{number}.xml{'.gz' if gzipped else ''}"


def write_files(
    folder: Path, pieces: Iterable[tuple[Shard, bytes]], *, address: Callable[[str], str], gzipped: bool
) -> tuple[list[Shard], list[str]]:
    """Write the files and their index into the folder; answers the shards and the names of the old files removed.

    Until the last piece is written, the folder's files stay as they are; so they do where anything fails before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".storefront-sitemap-", dir=folder) as name:
        draft = Path(name)
        shards = _write_shards(draft, pieces, gzipped=gzipped)
        if not shards:
            return [], []
        files = [(shard_name(each.number, gzipped=gzipped), each.changed) for each in shards]
        (draft / INDEX).write_bytes(index((address(file), changed) for file, changed in files))
        # The index last: what it lists is there already.
        kept = [*(file for file, _ in files), INDEX]
        for file in kept:
            os.replace(draft / file, folder / file)
    old = sorted(each.name for each in folder.iterdir() if _is_shard(each.name) and each.name not in kept)
    for file in old:
        (folder / file).unlink(missing_ok=True)
    return shards, old


def measure(pieces: Iterable[tuple[Shard, bytes]]) -> list[Shard]:
    """The shards as they would be written."""
    return [next(same)[0] for _, same in groupby(pieces, key=lambda piece: piece[0].number)]


def _write_shards(folder: Path, pieces: Iterable[tuple[Shard, bytes]], *, gzipped: bool) -> list[Shard]:
    shards: list[Shard] = []
    for number, same in groupby(pieces, key=lambda piece: piece[0].number):
        shard, head = next(same)
        with _opened(folder / shard_name(number, gzipped=gzipped), gzipped=gzipped) as file:
            file.write(head)
            file.writelines(data for _, data in same)  # noqa: B031 (after the first come the others)
        shards.append(shard)
    return shards


@contextmanager
def _opened(path: Path, *, gzipped: bool) -> Iterator[BinaryIO | gzip.GzipFile]:
    with path.open("wb", buffering=_BUFFER_BYTES) as file:
        if not gzipped:
            yield file
            return
        # Without name and moment, the same pages give the same bytes.
        with gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=_GZIP_LEVEL, mtime=0) as packed:
            yield packed
