"""Product pictures: a few motifs, drawn as SVG templates and coloured from a palette."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template

from examples.shop.catalogue import look_of

pictures = Blueprint("pictures", __name__, url_prefix="/pictures")

CACHE_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Palette:
    """From back to front: wall, light on it, table; then the thing, its shadow, its light, its ornament."""

    wall: str
    glow: str
    table: str
    main: str
    dark: str
    light: str
    accent: str


PALETTES = {
    "amber": Palette("#f6e7cd", "#fbf2df", "#ecd3a8", "#cf8a2e", "#8f5616", "#fdf3dc", "#7c2f1b"),
    "berry": Palette("#f3dfe0", "#fbeeee", "#e4c2c5", "#94374f", "#5f1d32", "#fbeaea", "#d8a24a"),
    "blush": Palette("#f8e6df", "#fdf3ee", "#eccdc0", "#e0a392", "#a9604d", "#fff6f1", "#7c8c5a"),
    "brick": Palette("#f5e0d3", "#fbeee4", "#e6c2ac", "#a8482b", "#6d2715", "#fbe9da", "#e0b25a"),
    "bronze": Palette("#f1e6d8", "#f9f2e8", "#dfcbb0", "#7a4a2b", "#4a2914", "#f4e3cd", "#c98b4b"),
    "copper": Palette("#f0e4da", "#f9f1ea", "#dcc5b3", "#bf6f45", "#83421f", "#fbe3d2", "#3f5a52"),
    "indigo": Palette("#dfe4ee", "#eef1f7", "#c3cbdd", "#35477d", "#1f2b54", "#eef1fb", "#e2a93f"),
    "ink": Palette("#e3e2df", "#f1f0ed", "#cac7c1", "#3a3d42", "#1f2225", "#e9e6df", "#c9622f"),
    "jade": Palette("#e0ebdc", "#eff6ec", "#c5d8be", "#5f8f4e", "#38602c", "#f2f8e8", "#d9b44a"),
    "linen": Palette("#efe9dd", "#f8f4ec", "#ddd2be", "#d9c7a3", "#9a8257", "#fdf9ef", "#5b7a68"),
    "mint": Palette("#dcece5", "#edf7f2", "#bfdccf", "#4f9a80", "#2c6753", "#f0faf5", "#f0c75e"),
    "sage": Palette("#e6eadb", "#f3f5ec", "#cdd5b9", "#7f9163", "#525f3b", "#f6f8ea", "#b5532d"),
    "sky": Palette("#dde9ef", "#eef5f8", "#c0d6e0", "#7fa9bf", "#48748c", "#f7fbfd", "#d08c4a"),
    "steel": Palette("#e4e8ea", "#f2f4f5", "#ccd3d6", "#9aa8ae", "#5f6e75", "#fafcfc", "#b4622f"),
    "straw": Palette("#f7efcf", "#fcf8e6", "#ead99f", "#e3bd4f", "#a17d1d", "#fffbe9", "#6f8a4c"),
    "teal": Palette("#d9e8e8", "#ebf4f4", "#b9d3d3", "#2b6a6c", "#164446", "#e8f4f2", "#e3a64b"),
}


@pictures.get("/<sku>.svg")
def picture(sku: str) -> Response:
    look = look_of(sku) or abort(404)
    drawing = render_template(f"pictures/{look.picture}.svg", palette=PALETTES[look.palette], emblem=look.emblem)
    answer = Response(drawing, mimetype="image/svg+xml")
    answer.cache_control.public = True
    answer.cache_control.max_age = CACHE_SECONDS
    return answer
