"""The question on a page of its own, and the forms of the fragment: each ends on that page."""

from __future__ import annotations

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from storefront_plugin.surveys.fragments import conversation_fragment
from storefront_plugin.surveys.schemas import CommentForm, GivenComment, GivenScore, ScoreForm
from storefront_plugin.surveys.service import Surveys
from storefront_plugin.surveys.tokens import prompt_id_of
from storefront_plugin.web import speech
from storefront_plugin.web.parts import part
from storefront_plugin.web.routes import Routes, accepts

pages = Routes()


@pages.get("/surveys/prompts/<token>")
def prompt_page(token: str) -> ResponseReturnValue:
    """The question, or what follows the answer; looking at it answers nothing."""
    conversation = part(Surveys).show(prompt_id_of(token))
    page = render_template("storefront/pages/prompt.html", fragment=conversation_fragment(conversation))
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-store"
    # The address is a key: it goes to no other site, and into no index.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@pages.post("/surveys/prompts/<token>/score")
@accepts(ScoreForm, location="form")
def score_prompt(asked: GivenScore, token: str) -> ResponseReturnValue:
    """Take the score, and ask what follows it."""
    part(Surveys).answer(prompt_id_of(token), asked.score, locale=speech.locale())
    return _back_to(token)


@pages.post("/surveys/prompts/<token>/comment")
@accepts(CommentForm, location="form")
def comment_on_prompt(asked: GivenComment, token: str) -> ResponseReturnValue:
    """Take the comment, and say thanks."""
    part(Surveys).comment(prompt_id_of(token), asked.comment)
    return _back_to(token)


@pages.post("/surveys/prompts/<token>/dismiss")
def dismiss_prompt(token: str) -> ResponseReturnValue:
    """Ask no more about this order."""
    part(Surveys).dismiss(prompt_id_of(token))
    return _back_to(token)


def _back_to(token: str) -> ResponseReturnValue:
    # A fixed place, never one that the form names.
    return redirect(url_for("storefront.prompt_page", token=token), 303)
