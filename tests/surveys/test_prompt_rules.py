"""Who may be asked, and in which words."""

from datetime import UTC, datetime, timedelta

import pytest

from storefront_plugin.surveys import History, Prompt, PromptState, Refusal, SurveysSettings, SurveysShape
from storefront_plugin.surveys import follow_up as follow_up_of
from storefront_plugin.surveys import refusal as refusal_of

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
COOLDOWN = timedelta(days=90)


@pytest.mark.parametrize(
    ("history", "refusal"),
    [
        (History(), None),
        (History(is_asked_already=True), Refusal.ASKED_ALREADY),
        (History(last_issued_at=NOW - timedelta(days=89)), Refusal.COOLING_DOWN),
        (History(last_issued_at=NOW - timedelta(days=90)), None),
    ],
)
def test_a_refusal_has_its_reason(history: History, refusal: Refusal | None) -> None:
    assert refusal_of(history, now=NOW, cooldown=COOLDOWN) is refusal


@pytest.mark.parametrize(
    ("score", "question"),
    [
        (0, "We are sorry to hear that. What went wrong?"),
        (6, "We are sorry to hear that. What went wrong?"),
        (7, "Thank you. What would have made it a ten?"),
        (10, "Thank you! What did you love?"),
    ],
)
def test_what_is_asked_next_follows_the_score(score: int, question: str) -> None:
    assert str(follow_up_of(score)) == question


@pytest.mark.parametrize(
    ("state", "days", "seen"),
    [
        (PromptState.ISSUED, 59, PromptState.ISSUED),
        (PromptState.ISSUED, 60, PromptState.LAPSED),
        (PromptState.SHOWN, 60, PromptState.LAPSED),
        (PromptState.ANSWERED, 60, PromptState.ANSWERED),
        (PromptState.DISMISSED, 60, PromptState.DISMISSED),
    ],
)
def test_a_prompt_lapses_by_itself(state: PromptState, days: int, seen: PromptState) -> None:
    prompt = Prompt("p", "purchase", "1042", "order:1042", None, "en", issued_at=NOW, state=state)

    assert prompt.as_of(NOW + timedelta(days=days)).state is seen


def test_settings_have_defaults() -> None:
    assert SurveysShape().load({}) == SurveysSettings(enabled=True, cooldown_days=90)
