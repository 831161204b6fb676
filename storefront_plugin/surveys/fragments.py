"""The question as a page of the host shows it."""

from __future__ import annotations

from flask import render_template, url_for
from markupsafe import Markup

from storefront_plugin.host import Order
from storefront_plugin.surveys.prompt import PromptState
from storefront_plugin.surveys.schemas import MOST_CHARACTERS
from storefront_plugin.surveys.score import HIGHEST
from storefront_plugin.surveys.service import Conversation, Surveys
from storefront_plugin.surveys.tokens import token_of
from storefront_plugin.web.parts import part


def storefront_nps_prompt(order: Order | str) -> Markup:
    """The question about this order (or the order of this reference), or what follows the answer.

    Nothing where the buyer was not asked, would rather not, or let it lapse.
    """
    reference = order.reference if isinstance(order, Order) else order
    prompt = part(Surveys).prompt_for(reference)
    if prompt is None or prompt.state in (PromptState.DISMISSED, PromptState.LAPSED):
        return Markup("")
    return conversation_fragment(part(Surveys).conversation(prompt.id))


def conversation_fragment(conversation: Conversation) -> Markup:
    """What is to be seen of a conversation now; seeing it is noted."""
    prompt = conversation.prompt
    if prompt.state is PromptState.ISSUED:
        part(Surveys).shown(prompt.id)
    token = token_of(prompt.id)
    fragment = render_template(
        "storefront/fragments/nps_prompt.html",
        conversation=conversation,
        scores=range(HIGHEST + 1),
        most=MOST_CHARACTERS,
        score_url=url_for("storefront.score_prompt", token=token),
        comment_url=url_for("storefront.comment_on_prompt", token=token),
        dismiss_url=url_for("storefront.dismiss_prompt", token=token),
    )
    # What the template writes unescaped was escaped by it.
    return Markup(fragment)  # noqa: S704
