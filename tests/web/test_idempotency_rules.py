"""Which request a key names, and what to do when it comes again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storefront_plugin.errors import IdempotencyKeyInUse, IdempotencyKeyInvalid, IdempotencyKeyReused
from storefront_plugin.web.idempotency import (
    KEPT,
    LEASE,
    KnownRequest,
    StoredAnswer,
    decide,
    fingerprint_of,
    is_kept,
    name_of,
    read_key,
)

MADE = StoredAnswer(201, "application/json", "{}")


@pytest.fixture
def answered(now):
    return KnownRequest("this", now, MADE)


# The key


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("8e03978e-40d5", "8e03978e-40d5"),
        ('"8e03978e-40d5"', "8e03978e-40d5"),
        ('  "a \\"b\\" \\\\ c" ', 'a "b" \\ c'),
        ("x" * 255, "x" * 255),
    ],
)
def test_a_key_is_the_same_bare_and_as_the_draft_writes_it(header, key):
    assert read_key(header) == key


@pytest.mark.parametrize("header", ["", "  ", '""', "x" * 256, "tab\tin it", "naïve"])
def test_a_key_is_1_to_255_printable_characters(header):
    with pytest.raises(IdempotencyKeyInvalid):
        read_key(header)


def test_a_key_is_its_visitor_s_and_its_route_s_own():
    names = {
        name_of("guest:a", "make_quote", "1"),
        name_of("guest:b", "make_quote", "1"),
        name_of("guest:a", "make_attempt", "1"),
        name_of("guest:amake_quote", "", "1"),
    }

    assert len(names) == 4


def test_requests_are_told_apart_by_method_path_query_and_body():
    asked = ("POST", "/de-de/quotes", b"", b"{}")

    others = [
        ("PUT", *asked[1:]),
        ("POST", "/en-gb/quotes", b"", b"{}"),
        (*asked[:2], b"{", b"}"),
        (*asked[:3], b"{} "),
    ]

    assert len({fingerprint_of(*each) for each in [asked, *others]}) == 5


# When it comes again


def test_the_same_request_is_answered_the_same(answered, now):
    assert decide(answered, "this", now) is MADE


def test_another_request_under_the_same_key_is_refused(answered, now):
    with pytest.raises(IdempotencyKeyReused):
        decide(answered, "that", now)


def test_while_the_first_runs_the_second_is_told_to_wait(answered, now):
    with pytest.raises(IdempotencyKeyInUse):
        decide(replace(answered, answer=None), "this", now + LEASE - timedelta(seconds=1))


def test_what_was_begun_by_somebody_who_died_is_run_again(answered, now):
    assert decide(replace(answered, answer=None), "this", now + LEASE) is None


def test_after_a_day_a_key_is_free(answered, now):
    assert decide(answered, "that", now + KEPT) is None


@pytest.mark.parametrize(
    ("status", "stands"), [(200, True), (201, True), (400, True), (404, True), (409, False), (422, True), (503, False)]
)
def test_faults_of_ours_and_conflicts_of_the_moment_are_not_kept(status, stands):
    assert is_kept(status) is stands
