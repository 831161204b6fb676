"""Puts templates/ and translations/ into the package and compiles the catalogues.

The build backend loads this file by its path, before anything is installed: it imports nothing of ours.
"""

from pathlib import Path

from setuptools.command.build_py import build_py


class BuildPy(build_py):
    """Collects the two mapped folders, which `packages = find:` does not see."""

    # Not run(): setuptools collects the lists of files earlier.
    def finalize_options(self) -> None:
        packages = self.distribution.packages
        for name in ("templates", "translations"):
            mapped = f"storefront_plugin.{name}"
            if mapped not in packages:
                packages.append(mapped)
        compile_catalogues(Path("translations"))
        super().finalize_options()


def compile_catalogues(root: Path) -> None:
    """Write each .mo that is missing or older than its .po."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for po in sorted(root.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parts[-3])
        with mo.open("wb") as target:
            write_mo(target, catalogue)
