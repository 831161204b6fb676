"""The history of all tables, Alembic's; run by `flask storefront db upgrade`."""
