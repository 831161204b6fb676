"""Money, rates and prices that cannot be had."""

from __future__ import annotations

from storefront_plugin.errors.tree import Kind, StorefrontError
from storefront_plugin.texts import sf_


class UnknownCurrency(StorefrontError):
    kind = Kind.INVALID
    message = sf_("%(code)s is not a currency code.")


class CurrencyMismatch(StorefrontError):
    kind = Kind.INVALID
    message = sf_("%(left)s and %(right)s cannot be added or compared.")


class InexactAmount(StorefrontError):
    kind = Kind.INVALID
    message = sf_("%(amount)s is not an exact amount of %(currency)s.")


class AmountTooLarge(StorefrontError):
    """More than a price can be, and than a database keeps."""

    kind = Kind.INVALID
    message = sf_("%(amount)s comes to more %(currency)s than a price can be.")


class PriceInWrongCurrency(StorefrontError):
    """A fault of the shop's own: its price for a market is in the currency of another."""

    message = sf_("The shop gave “%(sku)s” the price %(price)s in the market “%(market)s”, which pays in %(currency)s.")


class ProductsNotListed(StorefrontError):
    """Host.products() raised; what it gave before is as good as ever."""

    message = sf_("The shop’s products could not be listed: %(reason)s")


class NoRate(StorefrontError):
    message = sf_("There is no exchange rate from %(base)s to %(target)s.")


class RateTooOld(NoRate):
    message = sf_("The exchange rate from %(base)s to %(target)s is too old to sell by.")


class InvalidRate(StorefrontError):
    message = sf_("%(ratio)s is not an exchange rate from %(base)s to %(target)s.")


class RateTableUnknown(StorefrontError):
    kind = Kind.MISSING
    message = sf_("There is no table of rates with the number %(id)s.")


class RateSourceFailed(StorefrontError):
    message = sf_("The source of exchange rates “%(source)s” could not answer: %(reason)s")


class PriceListUnknown(StorefrontError):
    kind = Kind.MISSING
    message = sf_("There is no imported price list “%(name)s”.")


class PriceListInSettings(StorefrontError):
    kind = Kind.CONFLICT
    message = sf_("The price list “%(name)s” stands in the settings: change it there.")
