"""What comes after the purchase: documents, letters, opinions, points."""

from __future__ import annotations

from storefront_plugin.errors.tree import Kind, StorefrontError
from storefront_plugin.texts import sf_


class DocumentUnknown(StorefrontError):
    kind = Kind.MISSING
    message = sf_("This document does not exist.")


class DocumentDamaged(StorefrontError):
    """What is stored is not what was issued: somebody changed the database past its own triggers."""

    message = sf_("The document %(id)s is not as it was issued.")


class PdfNotInstalled(StorefrontError):
    """The extra `pdf` is not installed, or a library of the system that it draws with."""

    kind = Kind.MISSING
    message = sf_("This document is not available as PDF.")


class MailNotSent(StorefrontError):
    """No letter left, and a later try may succeed."""

    message = sf_("The letter could not be sent: %(reason)s")


class PromptUnknown(StorefrontError):
    kind = Kind.MISSING
    message = sf_("This question does not exist.")


class InvalidScore(StorefrontError):
    kind = Kind.INVALID
    message = sf_("Please choose a whole number from 0 to 10.")


class PromptLapsed(StorefrontError):
    kind = Kind.FORBIDDEN
    message = sf_("This question has expired. Thank you all the same.")


class PromptAnswered(StorefrontError):
    """A second, different answer to one prompt: the first one stands."""

    kind = Kind.CONFLICT
    message = sf_("You have already answered this question. Your first answer counts.")


class PromptUnanswered(StorefrontError):
    """A comment without a score to comment on."""

    kind = Kind.CONFLICT
    message = sf_("Please choose a number before you write a comment.")


class CommentGiven(StorefrontError):
    """A second, different comment: the first one stands."""

    kind = Kind.CONFLICT
    message = sf_("You have already sent a comment. Your first one counts.")


class SignInNeeded(StorefrontError):
    kind = Kind.FORBIDDEN
    message = sf_("Please sign in to see your points.")
