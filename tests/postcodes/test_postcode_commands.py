"""`flask storefront postcodes`: one code, one country, a whole file."""

import csv
import json

import pytest

TABLE = """country,postcode,region,name
GB,sw1a1aa,ENG,Ada
GB,S014 OYG,,Bob
XX,1,,Cleo
de,10115,BY,Dan
AE,123,,Eve
FR,"D-10115",,"Fay, or
so"
US,,CA,Gus
"""


@pytest.fixture
def run(shop):
    return lambda *words: shop.test_cli_runner().invoke(args=["storefront", "postcodes", *map(str, words)])


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "addresses.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file


def test_a_right_code_is_written_as_the_post_writes_it(run):
    result = run("check", "GB", "sw1a1aa")

    assert (result.exit_code, result.output) == (0, "SW1A 1AA\n")


def test_a_wrong_code_is_explained_and_ends_with_1(run):
    result = run("check", "gb", "S014 OYG")

    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == "Did you mean SO14 0YG?"


def test_a_region_is_noted_and_refuses_nothing(run):
    result = run("check", "GB", "EH1 1QG", "--region", "NIR")

    assert result.exit_code == 0
    assert result.output == "EH1 1QG\nThis postcode seems to lie in another region: Scotland.\n"


def test_a_check_is_printed_as_json(run):
    result = run("check", "DE", "1011", "--json")

    assert result.exit_code == 1
    assert json.loads(result.output)["reason"]["code"] == "too_short"


def test_what_is_no_country_is_a_wrong_call(run):
    for command in (["check", "XX", "1"], ["describe", "XX"]):
        assert run(*command).exit_code == 2


def test_a_countrys_form_is_described(run):
    said = run("describe", "JP").output.splitlines()

    assert said[0] == "Postal code: required, for example 154-0023"
    assert [line.split(":")[0].strip() for line in said[1:-1]] == ["postcode", "region", "lines", "name"]
    assert said[-1].startswith("Source: Japan Post")
    assert json.loads(run("describe", "IE", "--json").output)["postcode"]["label"] == "Eircode"


def test_a_file_is_reported_line_by_line_and_counted(run, table):
    result = run("check-file", table, "--region-column", "region")

    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "line 3: GB 'S014 OYG': wrong_shape; did you mean SO14 0YG?",
        "line 4: XX '1': unknown_country",
        "line 8: FR 'D-10115': other_country",
        "line 9: US '': missing",
        "7 addresses checked, 4 refused.",
        "  wrong_shape: 1",
        "  unknown_country: 1",
        "  other_country: 1",
        "  missing: 1",
        "  note, other_region: 1",
        "  note, dropped: 1",
    ]


def test_a_file_is_reported_as_a_line_of_json_each(run, table):
    *refused, whole = map(json.loads, run("check-file", table, "--json").output.splitlines())

    assert [each["line"] for each in refused] == [3, 4, 8, 9]
    assert refused[0]["suggestion"] == "SO14 0YG"
    assert (whole["checked"], whole["refused"]) == (7, 4)


def test_the_table_is_written_with_the_outcome(run, table, tmp_path):
    output = tmp_path / "checked.csv"

    run("check-file", table, "--output", output)

    with output.open(newline="", encoding="utf-8") as written:
        rows = list(csv.DictReader(written))
    assert [row["postcode_canonical"] for row in rows] == ["SW1A 1AA", "", "1", "10115", "", "", ""]
    assert [row["name"] for row in rows][5] == "Fay, or\nso"
    assert rows[1]["postcode_suggestion"] == "SO14 0YG"
    assert [each.name for each in tmp_path.glob("*.part")] == []


def test_a_file_in_which_all_is_right_ends_with_0(run, tmp_path):
    file = tmp_path / "good.csv"
    file.write_bytes("\ufeffland;plz;\r\nDE;10115;\r\nAT;1010\r\n".encode())

    result = run("check-file", file, "--country-column", "land", "--postcode-column", "plz", "--delimiter", ";")

    assert (result.exit_code, result.output) == (0, "2 addresses checked, 0 refused.\n")


@pytest.mark.parametrize("content", [b"land,plz\nDE,1\n", b"", b"country,postcode\nDE,\xff\n"])
def test_a_file_that_cannot_be_read_ends_with_2_and_leaves_the_output(run, tmp_path, content):
    file, output = tmp_path / "bad.csv", tmp_path / "out.csv"
    file.write_bytes(content)
    output.write_text("old")

    assert run("check-file", file, "--output", output).exit_code == 2
    assert output.read_text() == "old"
    assert sorted(each.name for each in tmp_path.glob("*.csv*")) == ["bad.csv", "out.csv"]
