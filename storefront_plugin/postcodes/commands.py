"""`flask storefront postcodes`: one postcode, a country's form, or a whole file of addresses."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from storefront_plugin.postcodes.batch import CheckedRow, Columns, Tally, check_rows
from storefront_plugin.postcodes.forms import form_of
from storefront_plugin.postcodes.postcheck import Postcheck, check
from storefront_plugin.postcodes.rules import rule_for
from storefront_plugin.postcodes.schemas import CountryAnswer, PostcheckAnswer

_ROWS_BETWEEN_TWO_LOOKS = 1_000
_ADDED = ("postcode_canonical", "postcode_fault", "postcode_suggestion", "postcode_note")


@click.group("postcodes")
def postcodes() -> None:
    """Postcodes and address forms of every country."""


@postcodes.command("check")
@click.argument("country", callback=lambda *given: _known(given[-1]))
@click.argument("postcode")
@click.option("--region", help="The region it should lie in: its ISO 3166-2 code, or its name.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check_one(country: str, postcode: str, region: str | None, as_json: bool) -> None:
    """Say whether POSTCODE is one of COUNTRY and how it is written; exit with 1 where it is none."""
    found = check(country, postcode, region)
    click.echo(_json(PostcheckAnswer().dump(found)) if as_json else "\n".join(_sentences(found)))
    raise SystemExit(0 if found.is_valid else 1)


@postcodes.command("describe")
@click.argument("country", callback=lambda *given: _known(given[-1]))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def describe_form(country: str, as_json: bool) -> None:
    """Say what an address of COUNTRY is asked for, and what its postcodes look like."""
    form, rule = form_of(country), rule_for(country)
    if as_json:
        click.echo(_json(CountryAnswer().dump(form)))
        return
    postcode = form.postcode
    example = f", for example {postcode.example}" if postcode.example else ""
    click.echo(f"{postcode.label}: {postcode.presence}{example}")
    for field in form.fields:
        choices = f", one of {len(field.choices)}" if field.choices else ""
        click.echo(f"  {field.name}: {field.label}{'' if field.is_required else ' (optional)'}{choices}")
    if rule and rule.source:
        click.echo(f"Source: {rule.source}{f', {rule.as_of}' if rule.as_of else ''}")


@postcodes.command("check-file")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--country-column", default="country", show_default=True, help="Where the country stands.")
@click.option("--postcode-column", default="postcode", show_default=True, help="Where the postcode stands.")
@click.option("--region-column", help="Without it, no region is looked at.")
@click.option("--delimiter", default=",", show_default=True, help="What stands between two columns.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the table here, with the outcome."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, a line for each row refused and one for the whole.")
def check_file(  # noqa: PLR0917 (click hands them over by name)
    file: Path,
    country_column: str,
    postcode_column: str,
    region_column: str | None,
    delimiter: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Check the addresses of FILE, a CSV in UTF-8 with a header, of any length.

    Exits with 1 where a postcode is refused, and with 2 where FILE cannot be read; OUTPUT is left as it was then.
    """
    columns, tally = Columns(country_column, postcode_column, region_column), Tally()
    try:
        with ExitStack() as opened:
            source = opened.enter_context(file.open(encoding="utf-8-sig", newline=""))
            reader = csv.DictReader(source, delimiter=delimiter, restkey="", restval="")
            if missing := columns.missing_in(reader.fieldnames or ()):
                raise click.UsageError(f"{file} has no column {', '.join(missing)}")
            keep = opened.enter_context(_table(output, [*(reader.fieldnames or ()), *_ADDED], delimiter))
            look = opened.enter_context(_watching(source))
            row: dict[str, Any] = {}
            for checked in check_rows(_remembered(reader, row), columns):
                tally.count(checked)
                keep({**row, **_outcome(checked)})
                look(tally.checked)
                if checked.fault:
                    click.echo(_line(reader.line_num, checked, as_json=as_json))
    except (OSError, UnicodeDecodeError, csv.Error, TypeError) as fault:
        raise click.UsageError(f"{file} cannot be read: {fault}") from fault
    click.echo(_report(tally, as_json=as_json))
    raise SystemExit(1 if tally.refused else 0)


def _known(country: str) -> str:
    if rule_for(country) is None:
        raise click.BadParameter(f"{country} is no country we know")
    return country.strip().upper()


def _json(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, indent=2)


def _sentences(found: Postcheck) -> Iterator[str]:
    if found.is_valid:
        yield found.canonical or "No postcode is needed."
    said = (found.reason and found.reason.text, found.question, found.note and found.note.text)
    yield from (str(text) for text in said if text)


def _remembered(rows: csv.DictReader[str], last: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows, each also left in `last` while it is looked at."""
    for row in rows:
        last.clear()
        last.update(row)
        yield row


def _outcome(checked: CheckedRow) -> dict[str, str]:
    found = checked.found
    outcome = (found.canonical or "", checked.fault, found.suggestion or "", checked.note)
    return dict(zip(_ADDED, outcome, strict=True))


def _line(number: int, checked: CheckedRow, *, as_json: bool) -> str:
    suggestion = checked.found.suggestion
    if as_json:
        plain = {"line": number, "country": checked.country, "postcode": checked.postcode, "fault": checked.fault}
        return json.dumps({**plain, "suggestion": suggestion}, ensure_ascii=False)
    meant = f"; did you mean {suggestion}?" if suggestion else ""
    return f"line {number}: {checked.country} {checked.postcode!r}: {checked.fault}{meant}"


def _report(tally: Tally, *, as_json: bool) -> str:
    faults, notes = dict(tally.faults.most_common()), dict(tally.notes.most_common())
    if as_json:
        return json.dumps({"checked": tally.checked, "refused": tally.refused, "faults": faults, "notes": notes})
    lines = [f"{tally.checked} addresses checked, {tally.refused} refused."]
    lines += [f"  {name}: {count}" for name, count in faults.items()]
    lines += [f"  note, {name}: {count}" for name, count in notes.items()]
    return "\n".join(lines)


@contextmanager
def _table(output: Path | None, header: list[str], delimiter: str) -> Iterator[Callable[[dict[str, str]], object]]:
    """What writes a row of the table, in place of the last one once all is written."""
    if output is None:
        yield lambda _: None
        return
    unfinished = output.with_name(f"{output.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, header, delimiter=delimiter, extrasaction="ignore")
            writer.writeheader()
            yield writer.writerow
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _watching(source: TextIO) -> Iterator[Callable[[int], None]]:
    """A bar of the bytes read, for whoever looks on; a log or a pipe is not filled with it."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    raw = source.buffer
    size = os.fstat(source.fileno()).st_size
    with click.progressbar(length=size, label="Addresses", file=sys.stderr) as bar:

        def look(rows: int) -> None:
            if rows % _ROWS_BETWEEN_TWO_LOOKS == 0:
                bar.update(raw.tell() - bar.pos)

        yield look
        bar.update(size - bar.pos)
