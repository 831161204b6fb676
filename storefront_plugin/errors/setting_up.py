"""Faults of the settings, the mounting and the database."""

from __future__ import annotations

from collections.abc import Sequence

from storefront_plugin.errors.tree import Kind, StorefrontError
from storefront_plugin.texts import sf_


class SettingsFaulty(StorefrontError):
    """All faults of the settings together, one line each, with the key's full name."""

    message = sf_("The storefront settings have faults:\n%(list)s")

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(list="\n".join(f"  {fault}" for fault in faults))


class AlreadyMounted(StorefrontError):
    message = sf_("This app already carries a storefront: call init_app once for each app.")


class NotMounted(StorefrontError):
    message = sf_("This app carries no storefront: call Storefront(host=…).init_app(app) first.")


class NoSecret(StorefrontError):
    message = sf_("The storefront has no secret: set STOREFRONT_SECRET, or app.secret_key, before init_app.")


class NoBaseAddress(StorefrontError):
    message = sf_("Outside a request the shop’s address is not known: set base_address in the storefront settings.")


class EditionUnknown(StorefrontError):
    kind = Kind.MISSING
    message = sf_("“%(code)s” is not an edition of this shop.")


class DatabaseNotReady(StorefrontError):
    message = sf_("The shop is being set up. Please try again in a moment.")
