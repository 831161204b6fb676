"""Surveys as JSON. Whoever holds a prompt's token may read and answer it."""

from __future__ import annotations

from storefront_plugin.surveys.prompt import Response
from storefront_plugin.surveys.schemas import ConversationAnswer, GivenResponse, ResponseAnswer, ResponseRequest
from storefront_plugin.surveys.service import Conversation, Surveys
from storefront_plugin.surveys.tokens import prompt_id_of
from storefront_plugin.web import speech
from storefront_plugin.web.parts import part
from storefront_plugin.web.routes import Routes, accepts, answers

api = Routes()


@api.get("/surveys/prompts/<token>")
@answers(ConversationAnswer)
def read_prompt(token: str) -> Conversation:
    """The question and what was answered so far; reading it counts as having been shown it."""
    return part(Surveys).show(prompt_id_of(token))


@api.post("/surveys/prompts/<token>/responses")
@accepts(ResponseRequest)
@answers(ResponseAnswer, 201)
def respond_to_prompt(asked: GivenResponse, token: str) -> Response:
    """Answer the question; the first score stands, the same again is the same response."""
    prompt_id = prompt_id_of(token)
    return part(Surveys).answer(prompt_id, asked.score, comment=asked.comment, locale=speech.locale())
