"""The parts of the app at hand: each by its type, made once in init_app and kept on that app, nowhere else."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import Flask, current_app

from storefront_plugin.errors import NotMounted

EXTENSION = "storefront"
T = TypeVar("T")


class Parts(dict[type[Any], Any]):
    """What init_app joined for one app, by type."""

    def add(self, *parts: object) -> None:
        for made in parts:
            self[type(made)] = made


def parts_of(app: Flask) -> Parts:
    """All parts of that app. Raises NotMounted."""
    try:
        parts: Parts = app.extensions[EXTENSION]
    except KeyError:
        raise NotMounted from None
    return parts


def part(kind: type[T]) -> T:
    """This app's part of that type. Raises NotMounted where the current app carries no storefront."""
    made: T = parts_of(current_app)[kind]
    return made
