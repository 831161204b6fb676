"""`flask storefront sitemap`: the files that search engines are shown."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from storefront_plugin.markets.pages import BaseAddress
from storefront_plugin.markets.sitemap.files import INDEX, measure, shard_name, write_files
from storefront_plugin.markets.sitemap.listing import Listing
from storefront_plugin.web.parts import part
from storefront_plugin.web.progress import watching

log = logging.getLogger(__name__)


@click.group("sitemap")
def sitemap() -> None:
    """The sitemap: every page in every edition, with its alternates."""


@sitemap.command("write")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--url", default="", help="Where FOLDER is served; by default the shop's own address.")
@click.option("--gzip", "gzipped", is_flag=True, help="Compress the files; the index stays as it is.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def write(folder: Path, url: str, gzipped: bool, dry_run: bool, as_json: bool) -> None:
    """Write the sitemap and its index into FOLDER, in place of the last one.

    Name the index in robots.txt of every host the shop has. Exits with 1, and leaves FOLDER as it was, where the
    shop's address is not known, its pages cannot be listed, or a file cannot be written.
    """
    root = _root()
    base = url.rstrip("/") or root
    listing = Listing(root)
    with watching("Pages") as watched:
        pieces = listing.shards(watched)
        try:
            shards, removed = (
                (measure(pieces), [])
                if dry_run
                else write_files(folder, pieces, address=lambda name: f"{base}/{name}", gzipped=gzipped)
            )
        except OSError as fault:
            raise click.ClickException(f"the sitemap was not written: {fault}") from fault
        except Exception as fault:
            log.exception("the host's pages could not be listed")
            said = f"{type(fault).__name__}: {fault}"
            raise click.ClickException(f"the sitemap was not written, its pages could not be listed: {said}") from fault
    if not shards:
        raise click.ClickException("the shop names no page: its Host must answer pages()")
    report = Report(
        index=f"{base}/{INDEX}",
        pages=listing.writer.pages,
        urls=sum(shard.urls for shard in shards),
        alternates=sum(shard.alternates for shard in shards),
        bytes=sum(shard.size for shard in shards),
        files=[shard_name(shard.number, gzipped=gzipped) for shard in shards],
        removed=removed,
        unusable={fault.value: count for fault, count in sorted(listing.writer.unusable.items())},
        dry_run=dry_run,
    )
    click.echo(json.dumps(asdict(report), indent=2) if as_json else report.said())


@dataclass(frozen=True, slots=True)
class Report:
    """What was written; `bytes` before compression, `unusable` the host's answers that were left out."""

    index: str
    pages: int
    urls: int
    alternates: int
    bytes: int
    files: list[str]
    removed: list[str]
    unusable: dict[str, int]
    dry_run: bool

    def said(self) -> str:
        wrote = "Would write" if self.dry_run else "Wrote"
        lines = [
            f"{wrote} {self.pages} pages as {self.urls} addresses with {self.alternates} alternates: "
            f"{len(self.files)} files, {self.bytes / 1e6:.1f} MB before compression."
        ]
        if self.removed:
            lines.append(f"Removed {len(self.removed)} old files.")
        lines += [f"Left out, {fault}: {count} (see the log)." for fault, count in self.unusable.items()]
        lines.append(f"For robots.txt: Sitemap: {self.index}")
        return "\n".join(lines)


def _root() -> str:
    base = part(BaseAddress).url
    if not base:
        raise click.ClickException("the shop's address is not known: set base_address")
    mount: str = current_app.config["APPLICATION_ROOT"]
    return base + mount.rstrip("/")
