"""`flask storefront …`: each command says what it does, and upgrading the tables is safe at any time, by anybody."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from sqlalchemy import inspect

from storefront_plugin.storage import Database
from storefront_plugin.storage.migrating import current, newest
from tests.shops import plain_shop


def commands_of(group, path=()):
    """Every command and group with its whole name."""
    yield path, group
    if isinstance(group, click.Group):
        for name, command in group.commands.items():
            yield from commands_of(command, (*path, name))


@pytest.fixture
def empty(mount, database_url):
    """The tiny shop with a database that has no tables yet."""
    app = mount(database={"url": database_url})
    yield app
    app.extensions["storefront"][Database].engine.dispose()


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["storefront", *arguments])


# Help


def test_every_command_has_help(shop):
    found = dict(commands_of(shop.cli.commands["storefront"], ("storefront",)))

    results = {path: shop.test_cli_runner().invoke(args=[*path, "--help"]) for path in found}

    assert len(found) >= 10
    assert {("storefront", "doctor"), ("storefront", "db", "upgrade"), ("storefront", "worker")} <= set(found)
    assert {path: result.exit_code for path, result in results.items()} == dict.fromkeys(found, 0)
    for path, command in found.items():
        assert command.help, path
        assert command.help.split("\n")[0] in " ".join(results[path].output.split())


def test_every_option_has_help(shop):
    for path, command in commands_of(shop.cli.commands["storefront"]):
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, (path, option.name)


# db upgrade


def test_a_dry_run_says_what_would_be_done_and_does_nothing(empty):
    result = run(empty, "db", "upgrade", "--dry-run")

    assert (result.exit_code, result.output) == (0, f"Would upgrade the tables from nothing to {newest()}.\n")
    with empty.extensions["storefront"][Database].read() as db:
        assert inspect(db).get_table_names() == []


def test_an_upgrade_makes_the_tables_and_a_second_one_nothing(empty):
    first = run(empty, "db", "upgrade")
    second = run(empty, "db", "upgrade")
    dry = run(empty, "db", "upgrade", "--dry-run")

    assert first.output == f"Upgraded the tables from nothing to {newest()}.\n"
    assert second.output == dry.output == f"The tables are up to date ({newest()}).\n"
    assert [result.exit_code for result in (first, second, dry)] == [0, 0, 0]
    assert current(empty.extensions["storefront"][Database]) == newest()


def test_two_processes_upgrade_at_once_and_both_are_content(database_url, tmp_path):
    (tmp_path / "shop.py").write_text(
        "from tests.shops import *\n"
        "def create_app():\n"
        "    app = plain_shop(STOREFRONT={**SETTINGS, 'secrets': [SECRET]})\n"
        "    Storefront(TinyHost()).init_app(app)\n"
        "    return app\n"
    )
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "flask", "--app", str(tmp_path / "shop.py"), "storefront", "db", "upgrade"]
    environ = {**os.environ, "STOREFRONT_DATABASE_URL": database_url, "PYTHONPATH": str(root)}

    running = [subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    ended = [process.communicate(timeout=60) for process in running]

    assert [process.returncode for process in running] == [0, 0], ended
    assert sorted(out.decode() for out, _ in ended) == [
        f"The tables are up to date ({newest()}).\n",
        f"Upgraded the tables from nothing to {newest()}.\n",
    ]


# db status


def test_the_status_tells_by_its_exit_code_whether_the_tables_are_behind(empty):
    before = run(empty, "db", "status")
    as_json = run(empty, "db", "status", "--json")
    run(empty, "db", "upgrade")
    after = run(empty, "db", "status")

    assert (before.exit_code, before.output) == (1, f"current nothing, newest {newest()}\n")
    assert (as_json.exit_code, json.loads(as_json.output)) == (1, {"current": None, "newest": newest()})
    assert (after.exit_code, after.output) == (0, f"current {newest()}, newest {newest()}\n")


# Faults in a line


@pytest.mark.parametrize("arguments", ["db upgrade", "db upgrade --dry-run", "db status"])
def test_a_database_that_does_not_answer_is_said_in_a_line_with_the_reason(mount, arguments):
    app = mount(database={"url": "postgresql://ada:hush@127.0.0.1:1/shop"})

    result = run(app, *arguments.split())

    assert result.exit_code == 1
    assert result.stderr.splitlines()[0].startswith("Error: the database does not answer, or lacks its tables: ")
    assert "hush" not in result.output


def test_tables_that_are_not_there_are_said_to_be_missing(mount, tmp_path):
    app = mount(database={"url": f"sqlite:///{tmp_path / 'empty.sqlite3'}"})

    result = run(app, "surveys", "report")

    assert result.exit_code == 1
    assert "no such table: storefront_" in result.stderr


# editions


def test_the_editions_are_listed_with_their_addresses(mount):
    app = mount(app=plain_shop())

    listed = run(app, "editions", "--base", "https://shop.example/")
    rows = json.loads(run(app, "editions", "--json").output)

    assert listed.output.splitlines() == [
        "https://shop.example/de-de/  de-DE    EUR  DE, AT",
        "https://shop.example/de-ch/  de-CH    CHF  CH",
        "https://shop.example/fr-ch/  fr-CH    CHF  CH",
        "https://shop.example/en-gb/  en-GB    GBP  GB",
    ]
    assert [row["address"] for row in rows] == ["/de-de/", "/de-ch/", "/fr-ch/", "/en-gb/"]
