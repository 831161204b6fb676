"""Wren & Kettle with the storefront: beside this, it gained listing.py, staff.py, storefront.toml and mounted/."""

from examples import shop
from examples.shop import cart, catalogue, customers, delivery, listing, orders, staff
from storefront_plugin import CartLine, Customer, Host, Money, Product, ShippingOption, Storefront, TaxRate


class WrenAndKettle(Host):
    def customer(self):
        return (known := customers.current_customer()) and Customer(known.id, known.email, known.name)

    def product(self, sku):
        found = catalogue.product_or_english(sku, shop.language.current_language())
        return found and Product(sku, found.name, Money.from_minor(found.pence, "GBP"))

    def cart(self):
        return [CartLine(sku, quantity) for sku, quantity in cart.cart_lines()]

    def shipping(self, lines, address):
        ways = delivery.ways_of_delivery(address.country, [(line.sku, line.quantity) for line in lines])
        return [ShippingOption(key, name, Money.from_minor(pence, "GBP")) for key, name, pence in ways]

    def tax(self, lines, address):
        return [TaxRate(name, rate) for name, rate in delivery.taxes_within(address.country)]

    def order_placed(self, order):
        lines = [orders.OrderLine(*row) for row in order.receipt()]
        orders.record_order(order.reference, order.customer_id, lines, order.says(order.total), order.email)

    def cart_bought(self, order):
        cart.empty_cart()

    def editions_of(self, page):
        return dict.fromkeys(catalogue.languages_of(page.values["sku"]), page.path) if "sku" in page.values else None

    pages, products, is_merchant = staticmethod(listing.pages), staticmethod(listing.wares), staticmethod(staff.is_here)


def create_app(config=None):
    storefront = Storefront(host=WrenAndKettle())
    ours = {"SHOP_THEME": "mounted", "SHOP_LANGUAGE": lambda: storefront.edition.language}
    app = shop.create_app({"STOREFRONT": f"{shop.__path__[0]}/storefront.toml", **ours, **(config or {})})
    storefront.init_app(app)
    return app
