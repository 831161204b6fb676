"""What every error of ours is: a code for programs, a kind for the caller, the values concerned."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum
from typing import ClassVar

from storefront_plugin.texts import Text, sf_


class Kind(StrEnum):
    """Whose move it is: the sender's (the first four) or ours."""

    INVALID = "invalid"
    FORBIDDEN = "forbidden"
    MISSING = "missing"
    CONFLICT = "conflict"
    UNAVAILABLE = "unavailable"


class StorefrontError(Exception):
    """Root of everything the plug-in raises on purpose."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE
    message: ClassVar[Text] = sf_("Something went wrong on our side. Please try again in a moment.")

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(str(self.text))

    @property
    def code(self) -> str:
        """The name for programs, stable: `quote_expired`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    @property
    def text(self) -> Text:
        """The sentence for people, its values filled in when it is said."""
        return replace(self.message, values=self.values)
