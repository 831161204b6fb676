"""Customers who have signed up. The session holds the id of the one who is signed in, as text."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from flask import session
from werkzeug.security import check_password_hash, generate_password_hash

from examples.shop.database import connection, transaction

SHORTEST_PASSWORD = 8
SESSION_KEY = "customer"

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS customers (
        id INTEGER PRIMARY KEY,
        email TEXT NOT NULL UNIQUE COLLATE NOCASE,
        name TEXT NOT NULL,
        password_hash TEXT NOT NULL
    )
    """,
)


class EmailTaken(Exception):
    """Somebody has signed up with this address before."""


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    email: str
    name: str


def current_customer() -> Customer | None:
    """Who is signed in; None for everybody else, and for somebody whose account is gone."""
    customer_id = session.get(SESSION_KEY)
    return customer_by_id(customer_id) if customer_id else None


def customer_by_id(customer_id: str) -> Customer | None:
    row = connection().execute("SELECT * FROM customers WHERE id = ?", (customer_id,)).fetchone()
    return _customer(row) if row else None


def sign_up(email: str, name: str, password: str) -> Customer:
    """Makes the account and signs her in. Raises EmailTaken."""
    password_hash = generate_password_hash(password)
    with transaction(connection()) as db:
        customer_id = add(db, email, name, password_hash)
    session[SESSION_KEY] = customer_id
    return Customer(customer_id, email, name)


def sign_in(email: str, password: str) -> Customer | None:
    """None when address and password do not belong together; we do not say which of them is wrong."""
    row = connection().execute("SELECT * FROM customers WHERE email = ?", (email,)).fetchone()
    if row is None or not check_password_hash(row["password_hash"], password):
        return None
    customer = _customer(row)
    session[SESSION_KEY] = customer.id
    return customer


def sign_out() -> None:
    session.pop(SESSION_KEY, None)


def add(db: sqlite3.Connection, email: str, name: str, password_hash: str) -> str:
    """The new customer's id. Raises EmailTaken."""
    try:
        row = db.execute(
            "INSERT INTO customers (email, name, password_hash) VALUES (?, ?, ?) RETURNING id",
            (email, name, password_hash),
        ).fetchone()
    except sqlite3.IntegrityError:
        raise EmailTaken(email) from None
    return str(row["id"])


def looks_like_email(text: str) -> bool:
    """Only what catches a slip of the finger; whether mail arrives nobody can see from the address."""
    return len(text) <= 254 and re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text) is not None


def _customer(row: sqlite3.Row) -> Customer:
    return Customer(str(row["id"]), row["email"], row["name"])
