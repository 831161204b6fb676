"""The question as a page of the host shows it."""

from __future__ import annotations

from flask import url_for
from markupsafe import Markup

from storefront_plugin.host import Order
from storefront_plugin.surveys.prompt import Prompt, PromptState
from storefront_plugin.surveys.schemas import MOST_CHARACTERS
from storefront_plugin.surveys.score import HIGHEST
from storefront_plugin.surveys.service import Conversation, Surveys
from storefront_plugin.surveys.tokens import token_of
from storefront_plugin.web.jinja import fragment
from storefront_plugin.web.parts import part


def storefront_nps_prompt(order: Order | str) -> Markup:
    """The question about this order (or the order of this reference), or what follows the answer.

    Nothing where the buyer was not asked, would rather not, or let it lapse.
    """
    prompt = _prompt_of(order.reference if isinstance(order, Order) else order)
    return conversation_fragment(part(Surveys).show(prompt.id)) if prompt else Markup("")


def prompt_token(order: Order) -> str | None:
    """What names the question about this order to a front end of its own; None where there is none to show."""
    prompt = _prompt_of(order.reference)
    return token_of(prompt.id) if prompt else None


def _prompt_of(reference: str) -> Prompt | None:
    prompt = part(Surveys).prompt_for(reference)
    is_over = prompt is None or prompt.state in (PromptState.DISMISSED, PromptState.LAPSED)
    return None if is_over else prompt


def conversation_fragment(conversation: Conversation) -> Markup:
    """What is to be seen of a conversation now."""
    token = token_of(conversation.prompt.id)
    return fragment(
        "storefront/fragments/nps_prompt.html",
        conversation=conversation,
        scores=range(HIGHEST + 1),
        most=MOST_CHARACTERS,
        score_url=url_for("storefront.score_prompt", token=token),
        comment_url=url_for("storefront.comment_on_prompt", token=token),
        dismiss_url=url_for("storefront.dismiss_prompt", token=token),
    )
