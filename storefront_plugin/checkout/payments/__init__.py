"""What moves the money, one folder each, behind checkout.ports.PaymentProvider."""

from storefront_plugin.checkout.payments.cards import Cards, SandboxCard

__all__ = ["Cards", "SandboxCard"]
