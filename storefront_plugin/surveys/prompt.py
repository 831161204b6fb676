"""One asking of one customer: its states, its answer, its words, and why somebody may not be asked. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from storefront_plugin.surveys.score import Group, group_of
from storefront_plugin.texts import Text, sf_

OPEN_FOR = timedelta(days=60)

# What the two ends of the scale mean.
LOWEST = sf_("Not at all likely")
HIGHEST = sf_("Extremely likely")

_FOLLOW_UPS = {
    Group.DETRACTOR: sf_("We are sorry to hear that. What went wrong?"),
    Group.PASSIVE: sf_("Thank you. What would have made it a ten?"),
    Group.PROMOTER: sf_("Thank you! What did you love?"),
}


class PromptState(StrEnum):
    """Where one asking stands; the values are the names in data."""

    ISSUED = "issued"
    SHOWN = "shown"
    DISMISSED = "dismissed"
    ANSWERED = "answered"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Prompt:
    """The question put once, after one `stage`, about one `subject` (an order's reference).

    `owner` is who is asked: "customer:<id>", or for a guest "order:<reference>".
    """

    id: str
    stage: str
    subject: str
    owner: str
    customer_id: str | None
    locale: str
    issued_at: datetime
    shown_at: datetime | None = None
    state: PromptState = PromptState.ISSUED

    def as_of(self, now: datetime) -> Prompt:
        """This prompt as it stands now: one that nobody reacted to lapses by itself."""
        waits = self.state in (PromptState.ISSUED, PromptState.SHOWN)
        return replace(self, state=PromptState.LAPSED) if waits and now - self.issued_at >= OPEN_FOR else self


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to one prompt; the comment may follow later, once. Raises InvalidScore."""

    prompt_id: str
    score: int
    locale: str
    answered_at: datetime
    comment: str | None = None
    commented_at: datetime | None = None

    def __post_init__(self) -> None:
        group_of(self.score)

    @property
    def group(self) -> Group:
        return group_of(self.score)


@dataclass(frozen=True, slots=True)
class History:
    """What was asked before: whether about this very thing, and when this customer was last asked anything."""

    is_asked_already: bool = False
    last_issued_at: datetime | None = None


class Refusal(StrEnum):
    """Why we may not ask now."""

    SWITCHED_OFF = "switched_off"
    ASKED_ALREADY = "asked_already"
    COOLING_DOWN = "cooling_down"


def refusal(history: History, *, now: datetime, cooldown: timedelta) -> Refusal | None:
    """Why this customer may not be asked now; None when they may."""
    if history.is_asked_already:
        return Refusal.ASKED_ALREADY
    # Counted from the issue and not from the showing, else two orders in a row would be two questions.
    if history.last_issued_at and now - history.last_issued_at < cooldown:
        return Refusal.COOLING_DOWN
    return None


def question(shop_name: str) -> Text:
    """The question every NPS asks, in its usual words."""
    return sf_("How likely are you to recommend %(shop)s to a friend or colleague?", shop=shop_name)


def follow_up(score: int) -> Text:
    """What to ask after this score. Raises InvalidScore."""
    return _FOLLOW_UPS[group_of(score)]
