"""What surveys accept and answer, by form and by JSON."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import fields

from storefront_plugin.errors import InvalidScore
from storefront_plugin.shapes import Between, Shape, TextField, refused
from storefront_plugin.surveys.score import HIGHEST, group_of
from storefront_plugin.texts import sf_

MOST_CHARACTERS = 2_000
# 0 or 10, never 00 or +7: int() alone would take many other spellings.
_WRITTEN = re.compile(r"0|[1-9][0-9]?", re.ASCII)


class ScoreField(fields.Integer):
    """A whole number from 0 to 10; `written` reads it from a form's text, else it must be a number already."""

    def __init__(self, *, written: bool = False, **rest: Any) -> None:
        # The range is for the API's description; group_of refuses in our own words before it is asked.
        super().__init__(validate=Between(0, HIGHEST), **rest)
        self.written = written

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> int:
        score = _number_in(value) if self.written else value
        if not isinstance(score, int):
            raise refused(InvalidScore.message)
        try:
            group_of(score)
        except InvalidScore as fault:
            raise refused(fault.text) from fault
        return score


def _number_in(text: object) -> int | None:
    return int(text) if isinstance(text, str) and _WRITTEN.fullmatch(text) else None


class CommentField(fields.String):
    """Some lines of text: line ends as "\\n", no other control characters, trimmed, at most 2,000 characters."""

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> str:
        text = super()._deserialize(value, attr, data, **rest)
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if any(unicodedata.category(character) in ("Cc", "Cs") for character in text if character not in "\n\t"):
            raise refused(sf_("This contains characters that cannot be printed."))
        if not text:
            raise refused(sf_("This is needed."))
        if len(text) > MOST_CHARACTERS:
            raise refused(sf_("This is too long: at most %(most)s characters.", most=MOST_CHARACTERS))
        return text


@dataclass(frozen=True, slots=True)
class GivenScore:
    """A score chosen in a form."""

    score: int


class ScoreForm(Shape):
    """The form with the eleven numbers."""

    makes = GivenScore

    score = ScoreField(written=True, required=True)


@dataclass(frozen=True, slots=True)
class GivenComment:
    """A comment written in a form."""

    comment: str


class CommentForm(Shape):
    """The form after the score."""

    makes = GivenComment

    comment = CommentField(required=True)


@dataclass(frozen=True, slots=True)
class GivenResponse:
    """A score, and perhaps a comment with it."""

    score: int
    comment: str | None


class ResponseRequest(Shape):
    """An answer; sent again with a comment, it adds the comment."""

    makes = GivenResponse

    score = ScoreField(required=True)
    comment = CommentField(load_default=None, allow_none=True)


class ResponseAnswer(Shape):
    """What was answered."""

    score = fields.Integer(required=True)
    comment = fields.String(required=True, allow_none=True)
    answered_at = fields.AwareDateTime(required=True)
    commented_at = fields.AwareDateTime(required=True, allow_none=True)


class ConversationAnswer(Shape):
    """A question in the reader's language, and what was answered so far; `follow_up` is asked after the score."""

    state = fields.String(attribute="prompt.state", required=True)
    question = TextField(required=True)
    lowest = TextField(required=True)
    highest = TextField(required=True)
    follow_up = TextField(required=True, allow_none=True)
    response = fields.Nested(ResponseAnswer, required=True, allow_none=True)
