"""The square that a banking app reads a transfer from."""

from __future__ import annotations


def drawn(code: str, title: str) -> str:
    """A transfer's `giro_code` as SVG to stand in a page; `title` is what is read out in its place."""
    import segno

    # The guidelines' own level of correction, and no more, so that it stays small; white all around for the camera.
    square = segno.make_qr(code, error="m", boost_error=False)
    # With a view box in place of a size: the page says how large it is, and nothing is cut off.
    return square.svg_inline(omitsize=True, border=4, light="#fff", title=title)
