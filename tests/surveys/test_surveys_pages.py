"""The question works by forms alone and by JSON alike; its token opens it, and nothing else does."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from storefront_plugin.surveys import Prompt, PromptState, Surveys
from storefront_plugin.surveys.commands import surveys as surveys_command
from storefront_plugin.surveys.tokens import token_of
from storefront_plugin.web.signing import Signer
from tests.shops import hidden_fields_of

Asked = Callable[..., Prompt]


@pytest.fixture
def token(shop: Flask, asked: Asked) -> str:
    prompt = asked()
    with shop.app_context():
        return token_of(prompt.id)


def url_in(page: str, last: str) -> str:
    found = re.search(rf'action="([^"]+/{last})"', page)
    assert found, page
    return unescape(found[1])


def post_json(visitor: FlaskClient, token: str, body: object) -> Any:
    headers = {"X-Storefront-Token": visitor.get("/token").text}
    return visitor.post(f"/storefront/api/v1/surveys/prompts/{token}/responses", json=body, headers=headers)


def test_the_whole_conversation_by_forms_alone(visitor: FlaskClient, surveys: Surveys, asked: Asked) -> None:
    prompt = asked()

    page = visitor.get("/orders/1042").text
    assert "How likely are you to recommend Wren &amp; Kettle to a friend or colleague?" in page
    assert re.findall(r'type="radio" name="score" value="(\d+)"', page) == [str(score) for score in range(11)]
    assert surveys.conversation(prompt.id).prompt.state is PromptState.SHOWN

    answer = visitor.post(url_in(page, "score"), data={**hidden_fields_of(page), "score": "0"})
    assert answer.status_code == 303
    page = visitor.get(answer.location).text
    assert "What went wrong?" in page
    assert "Your answer: 0 out of 10." in page

    written = {**hidden_fields_of(page), "comment": " Cold.\r\nAnd late.\r\n"}
    page = visitor.post(url_in(page, "comment"), data=written, follow_redirects=True).text
    assert "Thank you! We read every answer." in page

    response = surveys.conversation(prompt.id).response
    assert response is not None
    assert (response.score, response.comment) == (0, "Cold.\nAnd late.")
    assert "Thank you! We read every answer." in visitor.get("/orders/1042").text


def test_a_dismissed_question_goes_away(visitor: FlaskClient, asked: Asked) -> None:
    asked()
    page = visitor.get("/orders/1042").text

    after = visitor.post(url_in(page, "dismiss"), data=hidden_fields_of(page), follow_redirects=True).text

    assert "we will not ask again" in after
    assert visitor.get("/orders/1042").text == "<h1>Thanks</h1>"


def test_an_order_that_is_not_asked_about_shows_nothing(visitor: FlaskClient) -> None:
    assert visitor.get("/orders/7").text == "<h1>Thanks</h1>"


def test_looking_answers_nothing(visitor: FlaskClient, token: str, surveys: Surveys) -> None:
    page = visitor.get(f"/storefront/surveys/prompts/{token}?score=9")

    assert page.status_code == 200
    assert (page.headers["Referrer-Policy"], page.headers["X-Robots-Tag"]) == ("same-origin", "noindex")
    assert visitor.get(f"/storefront/surveys/prompts/{token}/score?score=9").status_code == 405
    prompt = surveys.prompt_for("1042")
    assert prompt is not None
    assert prompt.state is PromptState.SHOWN


@pytest.mark.parametrize("score", ["", "11", "-1", "07", "+7", "7.0", "٧", "ten", "1e1"])
def test_a_form_without_a_right_score_is_refused(
    visitor: FlaskClient, token: str, surveys: Surveys, score: str
) -> None:
    page = visitor.get("/orders/1042").text

    answer = visitor.post(url_in(page, "score"), data={**hidden_fields_of(page), "score": score})

    assert answer.status_code == 422
    assert "whole number from 0 to 10" in answer.text
    assert surveys.report(datetime.min.replace(tzinfo=UTC)).answered == 0


@pytest.mark.parametrize(
    ("comment", "said"),
    [("", "This is needed."), ("  \n", "This is needed."), ("x" * 2001, "2000"), ("a\0b", "cannot be printed")],
)
def test_a_comment_that_cannot_be_kept_is_refused(
    visitor: FlaskClient, surveys: Surveys, asked: Asked, comment: str, said: str
) -> None:
    prompt = asked()
    surveys.answer(prompt.id, 7)
    page = visitor.get("/orders/1042").text

    answer = visitor.post(url_in(page, "comment"), data={**hidden_fields_of(page), "comment": comment})

    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert surveys.conversation(prompt.id).response.comment is None  # type: ignore[union-attr]


def test_a_comment_may_be_as_long_as_it_says(visitor: FlaskClient, surveys: Surveys, asked: Asked) -> None:
    prompt = asked()
    surveys.answer(prompt.id, 7)
    page = visitor.get("/orders/1042").text

    answer = visitor.post(url_in(page, "comment"), data={**hidden_fields_of(page), "comment": "界" * 2000})

    assert answer.status_code == 303


def test_a_form_from_elsewhere_is_refused(visitor: FlaskClient, asked: Asked) -> None:
    asked()
    page = visitor.get("/orders/1042").text

    assert visitor.post(url_in(page, "score"), data={"score": "9"}).status_code == 403
    origin = {"Origin": "https://elsewhere.example"}
    data = {**hidden_fields_of(page), "score": "9"}
    assert visitor.post(url_in(page, "score"), data=data, headers=origin).status_code == 403


def test_where_a_form_leads_cannot_be_chosen(visitor: FlaskClient, asked: Asked) -> None:
    asked()
    page = visitor.get("/orders/1042").text

    answer = visitor.post(
        url_in(page, "score") + "?next=//elsewhere.example",
        data={**hidden_fields_of(page), "score": "9", "next": "//e.ex"},
    )

    assert answer.location.startswith("/storefront/surveys/prompts/")


@pytest.mark.parametrize("forged", ["nonsense", "a.b.c", "%00", "x" * 3000])
def test_a_token_that_is_not_ours_opens_nothing(visitor: FlaskClient, forged: str) -> None:
    assert visitor.get(f"/storefront/surveys/prompts/{forged}").status_code == 404
    assert visitor.get(f"/storefront/api/v1/surveys/prompts/{forged}").status_code == 404


def test_a_token_for_something_else_opens_nothing(visitor: FlaskClient, asked: Asked) -> None:
    other = Signer(["secret"]).sign("quote", asked().id)

    assert visitor.get(f"/storefront/surveys/prompts/{other}").status_code == 404


def test_a_token_too_old_says_so(visitor: FlaskClient, token: str) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(days=61)):
        answer = visitor.get(f"/storefront/surveys/prompts/{token}")

    assert answer.status_code == 403
    assert "This question has expired." in answer.text


def test_a_prompt_too_old_says_so_and_leaves_the_shops_page(visitor: FlaskClient, token: str, clock: Any) -> None:
    clock.go(days=60)

    assert visitor.get(f"/storefront/surveys/prompts/{token}").status_code == 403
    assert visitor.get(f"/storefront/api/v1/surveys/prompts/{token}").status_code == 403
    assert visitor.get("/orders/1042").text == "<h1>Thanks</h1>"


def test_the_question_is_asked_by_json(visitor: FlaskClient, token: str, surveys: Surveys) -> None:
    answer = visitor.get(f"/storefront/api/v1/surveys/prompts/{token}")

    assert answer.json == {
        "state": "issued",
        "question": "How likely are you to recommend Wren & Kettle to a friend or colleague?",
        "lowest": "Not at all likely",
        "highest": "Extremely likely",
        "follow_up": None,
        "response": None,
    }
    prompt = surveys.prompt_for("1042")
    assert prompt is not None
    assert prompt.state is PromptState.SHOWN


def test_the_answer_comes_by_json(visitor: FlaskClient, token: str, clock: Any) -> None:
    first = post_json(visitor, token, {"score": 0})
    again = post_json(visitor, token, {"score": 0, "comment": "Cold."})

    assert (first.status_code, first.json["score"], first.json["comment"]) == (201, 0, None)
    assert (again.status_code, again.json["comment"]) == (201, "Cold.")
    now = clock().isoformat()
    assert again.json == {"score": 0, "comment": "Cold.", "answered_at": now, "commented_at": now}
    told = visitor.get(f"/storefront/api/v1/surveys/prompts/{token}").json
    assert told is not None
    assert (told["state"], told["follow_up"], told["response"]) == (
        "answered",
        "We are sorry to hear that. What went wrong?",
        again.json,
    )


@pytest.mark.parametrize("score", [11, -1, 7.0, 6.5, "7", True, None, [7]])
def test_json_without_a_right_score_is_refused(
    visitor: FlaskClient, token: str, surveys: Surveys, score: object
) -> None:
    answer = post_json(visitor, token, {"score": score})

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert list(answer.json["fields"]) == ["score"]


def test_a_second_score_by_json_is_a_conflict(visitor: FlaskClient, token: str) -> None:
    post_json(visitor, token, {"score": 9})

    answer = post_json(visitor, token, {"score": 1})

    assert (answer.status_code, answer.json["code"]) == (409, "prompt_answered")


def test_the_report_is_printed_with_its_counts(shop: Flask, surveys: Surveys, asked: Asked, clock: Any) -> None:
    clock.moment = datetime.now(UTC)
    for number, score in enumerate([10, 0]):
        surveys.answer(asked(f"{number}").id, score)

    words = shop.test_cli_runner().invoke(surveys_command, ["report"])
    data = shop.test_cli_runner().invoke(surveys_command, ["report", "--days", "1", "--json"])

    assert words.exit_code == 0
    assert words.output.splitlines() == [
        "NPS        0.0, 95 % between -73.3 and 73.3, from 2 answers",
        "groups     1 promoters, 0 passives, 1 detractors",
        "prompts    2 issued, 2 shown, 0 dismissed",
        "answered   2 (100% of those shown)",
    ]
    assert json.loads(data.output)["nps"]["n"] == 2
