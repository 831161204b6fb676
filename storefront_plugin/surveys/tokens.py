"""The signed name of a prompt: who holds it may answer."""

from __future__ import annotations

from storefront_plugin.errors import PromptLapsed, PromptUnknown
from storefront_plugin.surveys.prompt import OPEN_FOR
from storefront_plugin.web.parts import part
from storefront_plugin.web.signing import Expired, Forged, Signer

_PURPOSE = "prompt"


def token_of(prompt_id: str) -> str:
    """What an address carries to name the prompt for the next 60 days."""
    return part(Signer).sign(_PURPOSE, prompt_id)


def prompt_id_of(token: str) -> str:
    """The prompt a token names. Raises PromptLapsed where all is right but the age, PromptUnknown for any other."""
    try:
        return str(part(Signer).open(_PURPOSE, token, max_age_seconds=int(OPEN_FOR.total_seconds())))
    except Expired:
        raise PromptLapsed from None
    except Forged:
        raise PromptUnknown from None
