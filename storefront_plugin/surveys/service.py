"""Asking after a purchase, taking the answer, and what the answers say."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from storefront_plugin.errors import CommentGiven, PromptAnswered, PromptLapsed, PromptUnanswered
from storefront_plugin.events import OrderDisputed, OrderPaid, OrderRefunded
from storefront_plugin.host import Order
from storefront_plugin.money import total as sum_of
from storefront_plugin.storage import Database
from storefront_plugin.surveys import records
from storefront_plugin.surveys.prompt import (
    HIGHEST,
    LOWEST,
    Prompt,
    PromptState,
    Refusal,
    Response,
    follow_up,
    question,
    refusal,
)
from storefront_plugin.surveys.report import Report
from storefront_plugin.surveys.score import group_of
from storefront_plugin.surveys.settings import SurveysSettings
from storefront_plugin.texts import Text

log = logging.getLogger(__name__)

PURCHASE = "purchase"


@dataclass(frozen=True, slots=True)
class Conversation:
    """A prompt with its words and, where there is one, its answer: all that a page shows."""

    prompt: Prompt
    question: Text
    response: Response | None
    lowest: Text = LOWEST
    highest: Text = HIGHEST

    @property
    def follow_up(self) -> Text | None:
        """What is asked after the score; None before there is one."""
        return follow_up(self.response.score) if self.response else None


class Surveys:
    """The use cases of surveys; `shop_name` is how the question calls the shop."""

    def __init__(
        self, database: Database, settings: SurveysSettings, clock: Callable[[], datetime], shop_name: str
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._shop_name = shop_name

    def issue(self, db: Connection, event: OrderPaid) -> None:
        """Ask about a paid order, once however often it is told; why somebody is not asked is logged."""
        order, now = event.order, self._clock()
        # We know a guest by nothing but her order.
        owner = f"customer:{order.customer_id}" if order.customer_id else f"order:{order.reference}"
        if no := self._refusal(db, order.reference, owner, now):
            log.info("no question about order %s: %s", order.reference, no)
            return
        prompt = Prompt(
            id=secrets.token_urlsafe(16),
            stage=PURCHASE,
            subject=order.reference,
            owner=owner,
            customer_id=order.customer_id,
            locale=order.locale,
            issued_at=now,
        )
        records.add_prompt(db, prompt)

    def follow_refund(self, db: Connection, event: OrderRefunded) -> None:
        """Ask no more, nor later, about an order of which nothing is left; an answer given already stays."""
        order = event.order
        gone = [refund.amount for refund in (*event.earlier, event.refund)]
        # A refund made at the provider in another currency says nothing of what is left.
        known = [amount for amount in gone if amount.currency == order.total.currency]
        if sum_of(known, order.total.currency) >= order.total:
            self._ask_no_more(db, order)

    def follow_dispute(self, db: Connection, event: OrderDisputed) -> None:
        """Ask no more, nor later, about an order whose payment its buyer questions, however that ends."""
        self._ask_no_more(db, event.order)

    def prompt_for(self, order_reference: str) -> Prompt | None:
        """The question about an order, as it stands now; None when its buyer was not asked."""
        with self._database.read() as db:
            prompt = records.prompt_about(db, stage=PURCHASE, subject=order_reference)
        return prompt and prompt.as_of(self._clock())

    def conversation(self, prompt_id: str) -> Conversation:
        """The question and what was answered so far. Raises PromptUnknown."""
        with self._database.read() as db:
            prompt = records.prompt_of(db, prompt_id)
            response = records.response_to(db, prompt_id)
        return Conversation(prompt.as_of(self._clock()), question(self._shop_name), response)

    def show(self, prompt_id: str) -> Conversation:
        """The conversation, for somebody who sees it now, which is noted. Raises PromptUnknown, PromptLapsed."""
        conversation = self.conversation(prompt_id)
        if conversation.prompt.state is PromptState.LAPSED:
            raise PromptLapsed
        if conversation.prompt.state is PromptState.ISSUED:
            self.shown(prompt_id)
        return conversation

    def shown(self, prompt_id: str) -> None:
        """Note that the question was seen, the first time. Raises PromptUnknown."""
        now = self._clock()
        with self._database.write() as db:
            prompt = records.prompt_of(db, prompt_id, lock=True).as_of(now)
            if prompt.state is PromptState.ISSUED:
                records.move(db, prompt, PromptState.SHOWN, now)

    def answer(self, prompt_id: str, score: int, *, comment: str | None = None, locale: str | None = None) -> Response:
        """Take the score, and the comment with it where there is one; the same again is the same response.

        The first score stands. Raises InvalidScore, PromptUnknown, PromptLapsed, PromptAnswered for another score,
        CommentGiven for another comment; nothing is written then.
        """
        group_of(score)
        now = self._clock()
        with self._database.write() as db:
            prompt = records.prompt_of(db, prompt_id, lock=True).as_of(now)
            response = records.response_to(db, prompt_id)
            if response is None:
                if prompt.state is PromptState.LAPSED:
                    raise PromptLapsed
                response = Response(prompt_id, score, locale or prompt.locale, answered_at=now)
                records.add_response(db, response)
                records.move(db, prompt, PromptState.ANSWERED, now)
            elif response.score != score:
                raise PromptAnswered
            return self._commented(db, response, comment, now) if comment else response

    def comment(self, prompt_id: str, text: str) -> Response:
        """Add the comment to the answer, once; the same again is the same response.

        Raises PromptUnknown, PromptUnanswered before there is a score, CommentGiven for another comment.
        """
        with self._database.write() as db:
            records.prompt_of(db, prompt_id, lock=True)
            response = records.response_to(db, prompt_id)
            if response is None:
                raise PromptUnanswered
            return self._commented(db, response, text, self._clock())

    def dismiss(self, prompt_id: str) -> None:
        """The customer would rather not; an answer given already stays. Raises PromptUnknown."""
        now = self._clock()
        with self._database.write() as db:
            prompt = records.prompt_of(db, prompt_id, lock=True).as_of(now)
            if prompt.state in (PromptState.ISSUED, PromptState.SHOWN):
                records.move(db, prompt, PromptState.DISMISSED, now)

    def report(self, since: datetime) -> Report:
        """What became of the prompts issued since then."""
        with self._database.read() as db:
            return records.report_since(db, since)

    def _ask_no_more(self, db: Connection, order: Order) -> None:
        # In this order: what the worker does at this moment is either called off or finished, and then lapses.
        records.call_off(db, order.reference, self._clock())
        records.lapse(db, stage=PURCHASE, subject=order.reference)

    def _refusal(self, db: Connection, order_reference: str, owner: str, now: datetime) -> Refusal | None:
        if not self._settings.enabled:
            return Refusal.SWITCHED_OFF
        history = records.history_of(db, stage=PURCHASE, subject=order_reference, owner=owner)
        return refusal(history, now=now, cooldown=self._settings.cooldown)

    def _commented(self, db: Connection, response: Response, text: str, now: datetime) -> Response:
        if response.comment == text:
            return response
        if response.comment is not None:
            raise CommentGiven
        records.add_comment(db, response.prompt_id, text, now)
        return replace(response, comment=text, commented_at=now)
