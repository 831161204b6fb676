"""Where templates and translations lie: inside the installed package, at the top of a checkout."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def resource_dir(name: str) -> Path:
    """The folder of that name.

    Looked for by path: in an editable install neither importlib.resources nor a package loader finds
    the mapped folders.
    """
    for candidate in (_HERE / name, _HERE.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"{name}/ lies neither in {_HERE} nor beside it: is the package whole?")
