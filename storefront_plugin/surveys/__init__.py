"""One question at the right moment, and an honest number from the answers.

Owns: prompts and their states, who may be asked, responses, the NPS with its margin of error, the report.
Does not own: when an order counts as paid, consent to messages, sending anything.
Invariants: every refusal to ask has a reason; one prompt, at most one answer; promoters, passives and detractors sum
to the answers; a dismissal is not an answer; reading never answers.
"""

from storefront_plugin.surveys.prompt import History, Prompt, PromptState, Refusal, Response, follow_up, refusal
from storefront_plugin.surveys.report import Report
from storefront_plugin.surveys.score import NPS, Group, group_of, nps
from storefront_plugin.surveys.service import Conversation, Surveys
from storefront_plugin.surveys.settings import SurveysSettings, SurveysShape

__all__ = [
    "NPS",
    "Conversation",
    "Group",
    "History",
    "Prompt",
    "PromptState",
    "Refusal",
    "Report",
    "Response",
    "Surveys",
    "SurveysSettings",
    "SurveysShape",
    "follow_up",
    "group_of",
    "nps",
    "refusal",
]
