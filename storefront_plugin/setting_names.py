"""The full names of settings: which there are, and the nearest right one to a wrong one."""

from __future__ import annotations

from difflib import get_close_matches

from marshmallow import Schema, fields

from storefront_plugin.texts import Text, sf_


def keys_of(shape: Schema, path: str) -> list[str]:
    """The names of a shape's fields and of all below them, each after the path."""
    found = []
    for name, each in shape.fields.items():
        found.append(path + (each.data_key or name))
        if isinstance(each, fields.Nested):
            found += keys_of(each.schema, f"{path}{name}.")
    return found


def explained(key: str, text: Text, known: list[str]) -> Text:
    """An unknown key is answered with the nearest right one."""
    if text.msgid != "This is not known here.":
        return text
    if near := _nearest(_generic(key), known):
        return sf_("This is not a setting. Did you mean %(meant)s?", meant=_specific(near, key))
    return sf_("This is not a setting.")


def _nearest(key: str, known: list[str]) -> str | None:
    """What was probably meant: a name like it in the same group, else the very name in another."""
    group, _, name = key.rpartition(".")
    siblings = [each.rpartition(".")[2] for each in known if each.rpartition(".")[0] == group]
    if near := get_close_matches(name, siblings, n=1, cutoff=0.6):
        return f"{group}.{near[0]}".removeprefix(".")
    return next((each for each in known if each.rpartition(".")[2] == name), None)


def _generic(key: str) -> str:
    """markets.de.curency → markets.*.curency: what stands in a list or below a free name goes by its own."""
    parts = [part for part in key.split(".") if part not in ("value", "key")]
    if len(parts) > 2 and parts[0] == "markets":
        parts[1] = "*"
        if len(parts) > 4 and parts[2] == "editions":
            parts[3] = "*"
    if len(parts) > 3 and parts[:2] == ["pricing", "lists"]:
        parts[2] = "*"
    if len(parts) > 2 and parts[0] == "sellers":
        parts[1] = "*"
    return ".".join(parts)


def _specific(known: str, key: str) -> str:
    """markets.*.currency → markets.de.currency, where the key says which market."""
    if not key.startswith(known.partition("*")[0]):
        return known
    written = key.split(".")
    return ".".join(
        written[place] if each == "*" and place < len(written) else each for place, each in enumerate(known.split("."))
    )
