"""One prompt for an order, at most one answer to it, and a report that adds up."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from storefront_plugin.errors import (
    CommentGiven,
    InvalidScore,
    PromptAnswered,
    PromptLapsed,
    PromptUnanswered,
    PromptUnknown,
    StorefrontError,
)
from storefront_plugin.events import OrderDisputed, OrderPaid, OrderRefunded
from storefront_plugin.host import Dispute, DisputeState, Refund
from storefront_plugin.money import Money
from storefront_plugin.storage import Database
from storefront_plugin.surveys import Prompt, PromptState, Surveys, SurveysSettings
from storefront_plugin.surveys.tables import prompts, responses

Asked = Callable[..., Prompt]
MakePaid = Callable[..., OrderPaid]


def state_of(surveys: Surveys, prompt: Prompt) -> PromptState:
    return surveys.conversation(prompt.id).prompt.state


def test_a_paid_order_is_asked_about_in_the_shops_name(surveys: Surveys, asked: Asked, clock: Any) -> None:
    prompt = asked("1042", customer_id="ada")

    assert prompt == Prompt(prompt.id, "purchase", "1042", "customer:ada", "ada", "de-CH", clock())
    assert str(surveys.conversation(prompt.id).question) == (
        "How likely are you to recommend Wren & Kettle to a friend or colleague?"
    )


def test_a_guest_is_asked_under_the_name_of_her_order(asked: Asked) -> None:
    assert asked("1042", customer_id=None).owner == "order:1042"


def test_an_order_told_again_is_one_prompt(surveys: Surveys, asked: Asked) -> None:
    assert asked() == asked()


def test_a_customer_asked_lately_is_not_asked_again(
    surveys: Surveys, database: Database, order_paid: MakePaid, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for reference, days in (("1", 89), ("2", 1), ("3", 0)):
        with database.write() as db:
            surveys.issue(db, order_paid(reference, customer_id="ada"))
        clock.go(days=days)

    assert [surveys.prompt_for(reference) is not None for reference in ("1", "2", "3")] == [True, False, True]
    assert "no question about order 2: cooling_down" in caplog.text


@pytest.fixture
def give_back(surveys: Surveys, database: Database, order_paid: MakePaid, clock: Any) -> Callable[..., None]:
    """Give these amounts of order 1042 back, one after the other."""

    def make(*amounts: str) -> None:
        gone = [Refund(f"rfd_{number}", Money.of(each, "GBP"), clock()) for number, each in enumerate(amounts)]
        for number, refund in enumerate(gone):
            with database.write() as db:
                surveys.follow_refund(db, OrderRefunded(order_paid().order, refund, tuple(gone[:number]), clock()))

    return make


@pytest.mark.parametrize(
    ("amounts", "state"),
    [
        (["10.00"], PromptState.LAPSED),
        (["4.00", "1.00", "5.00"], PromptState.LAPSED),
        (["9.99"], PromptState.SHOWN),
        (["4.00", "5.00"], PromptState.SHOWN),
    ],
)
def test_an_order_that_went_back_whole_is_asked_about_no_more(
    surveys: Surveys, asked: Asked, give_back: Callable[..., None], amounts: Any, state: PromptState
) -> None:
    prompt = asked()
    surveys.shown(prompt.id)

    give_back(*amounts)

    assert state_of(surveys, prompt) is state


def test_a_disputed_order_is_asked_about_no_more_but_its_answer_stays(
    surveys: Surveys, asked: Asked, database: Database, order_paid: MakePaid, clock: Any
) -> None:
    waiting, answered = asked("1"), asked("2")
    surveys.answer(answered.id, 3)
    dispute = Dispute("dp_1", DisputeState.OPEN, Money.of("10.00", "GBP"), "fraudulent", clock())

    with database.write() as db:
        for reference in ("1", "2", "3"):
            surveys.follow_dispute(db, OrderDisputed(order_paid(reference).order, dispute, clock()))

    assert [state_of(surveys, each) for each in (waiting, answered)] == [PromptState.LAPSED, PromptState.ANSWERED]
    report = surveys.report(clock())
    assert (report.issued, report.shown, report.answered) == (2, 1, 1)


def test_nobody_is_asked_when_surveys_are_switched_off(database: Database, order_paid: MakePaid, clock: Any) -> None:
    surveys = Surveys(database, SurveysSettings(enabled=False), clock, "Wren & Kettle")

    with database.write() as db:
        surveys.issue(db, order_paid())

    assert surveys.prompt_for("1042") is None


def test_being_shown_is_noted_the_first_time(surveys: Surveys, asked: Asked, clock: Any) -> None:
    prompt = asked()

    surveys.shown(prompt.id)
    first = clock()
    clock.go(hours=1)
    surveys.shown(prompt.id)

    shown = surveys.conversation(prompt.id).prompt
    assert (shown.state, shown.shown_at) == (PromptState.SHOWN, first)


@pytest.mark.parametrize("score", [0, 7, 10])
def test_a_score_is_kept_with_the_facts_of_the_moment(surveys: Surveys, asked: Asked, clock: Any, score: int) -> None:
    prompt = asked()

    response = surveys.answer(prompt.id, score, locale="ja")

    kept = surveys.conversation(prompt.id)
    assert kept.response == response
    assert (response.score, response.locale, response.answered_at, response.comment) == (score, "ja", clock(), None)
    assert (kept.prompt.state, kept.prompt.shown_at) == (PromptState.ANSWERED, clock())


def test_the_same_score_again_is_the_same_response(surveys: Surveys, asked: Asked, clock: Any) -> None:
    prompt = asked()
    first = surveys.answer(prompt.id, 9)
    clock.go(hours=1)

    assert surveys.answer(prompt.id, 9) == first


def test_the_first_score_stands(surveys: Surveys, asked: Asked) -> None:
    prompt = asked()
    first = surveys.answer(prompt.id, 9)

    with pytest.raises(PromptAnswered):
        surveys.answer(prompt.id, 2, comment="No")

    assert surveys.conversation(prompt.id).response == first


def test_a_comment_follows_the_score_once(surveys: Surveys, asked: Asked, clock: Any) -> None:
    prompt = asked()
    surveys.answer(prompt.id, 3)
    clock.go(minutes=5)

    first = surveys.comment(prompt.id, "Too late.\nAnd cold.")

    assert (first.comment, first.commented_at) == ("Too late.\nAnd cold.", clock())
    assert surveys.comment(prompt.id, "Too late.\nAnd cold.") == first
    with pytest.raises(CommentGiven):
        surveys.comment(prompt.id, "Never mind.")
    assert surveys.conversation(prompt.id).response == first


def test_score_and_comment_come_together_or_not_at_all(surveys: Surveys, asked: Asked) -> None:
    prompt = asked()
    whole = surveys.answer(prompt.id, 3, comment="Cold.")

    assert surveys.answer(prompt.id, 3, comment="Cold.") == whole
    with pytest.raises(CommentGiven):
        surveys.answer(prompt.id, 3, comment="Hot.")


def test_a_comment_needs_a_score(surveys: Surveys, asked: Asked) -> None:
    with pytest.raises(PromptUnanswered):
        surveys.comment(asked().id, "Hello")


@pytest.mark.parametrize("score", [-1, 11, True, 6.5])
def test_what_is_no_score_is_refused(surveys: Surveys, asked: Asked, score: Any) -> None:
    prompt = asked()

    with pytest.raises(InvalidScore):
        surveys.answer(prompt.id, score)

    assert state_of(surveys, prompt) is PromptState.ISSUED


def test_after_sixty_days_it_is_too_late(surveys: Surveys, asked: Asked, clock: Any) -> None:
    prompt = asked()
    clock.go(days=60)

    with pytest.raises(PromptLapsed):
        surveys.answer(prompt.id, 9)

    surveys.dismiss(prompt.id)
    assert state_of(surveys, prompt) is PromptState.LAPSED


def test_a_dismissal_is_no_answer_and_an_answer_outlasts_it(surveys: Surveys, asked: Asked) -> None:
    prompt = asked()

    surveys.dismiss(prompt.id)
    assert state_of(surveys, prompt) is PromptState.DISMISSED

    surveys.answer(prompt.id, 8)
    surveys.dismiss(prompt.id)
    assert state_of(surveys, prompt) is PromptState.ANSWERED


@pytest.mark.parametrize(
    "call",
    [
        lambda surveys: surveys.answer("nobody", 9),
        lambda surveys: surveys.comment("nobody", "Hello"),
        lambda surveys: surveys.dismiss("nobody"),
        lambda surveys: surveys.shown("nobody"),
        lambda surveys: surveys.conversation("nobody"),
    ],
)
def test_a_prompt_that_was_never_issued_is_unknown(surveys: Surveys, call: Callable[[Surveys], object]) -> None:
    with pytest.raises(PromptUnknown):
        call(surveys)


def test_the_report_counts_answers_apart_from_dismissals(surveys: Surveys, asked: Asked, clock: Any) -> None:
    asked("old")
    clock.go(days=30)
    since = clock()
    for number, score in enumerate([10, 9, 7, 0]):
        surveys.answer(asked(f"{number}").id, score)
    surveys.dismiss(asked("dismissed").id)
    surveys.shown(asked("shown").id)
    asked("unseen")

    report = surveys.report(since)

    assert (report.issued, report.shown, report.answered, report.dismissed) == (7, 6, 4, 1)
    assert (report.promoters, report.passives, report.detractors) == (2, 1, 1)
    assert (report.nps.value, report.nps.n, report.response_rate) == (25, 4, 4 / 6)
    assert surveys.report(since - timedelta(days=31)).issued == 8


def test_twenty_answers_at_once_are_one_response(surveys: Surveys, asked: Asked, database: Database) -> None:
    prompt = asked()
    together = Barrier(20)

    def answer(number: int) -> int | None:
        together.wait()
        try:
            return surveys.answer(prompt.id, number % 11).score
        except StorefrontError:
            return None

    with ThreadPoolExecutor(20) as threads:
        told = set(threads.map(answer, range(20))) - {None}

    with database.read() as db:
        [kept] = db.execute(select(responses.c.score)).scalars()
        assert db.execute(select(func.count()).select_from(prompts)).scalar_one() == 1
    assert told == {kept}
