"""Where a page exists: the host's answer spread over the editions, without what is no path."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from storefront_plugin.host import Host, Page
from storefront_plugin.markets.alternates import is_path, paths_by_edition
from storefront_plugin.markets.edition import Editions

log = logging.getLogger(__name__)


def paths_of(page: Page, editions: Editions, host: Host) -> dict[str, str]:
    """The page's paths by edition code; an answer that no address can be made of is logged, and counts as none."""
    told: Mapping[str, str | None] | None = host.editions_of(page)
    if told:
        # None is what a host may say of where a page is not.
        wrong = {name: path for name, path in told.items() if path is not None and not is_path(path)}
        if wrong:
            log.warning("of %s the host names what is no path, which is left out: %.200r", page.path, wrong)
            told = {name: None if name in wrong else path for name, path in told.items()}
    return paths_by_edition(editions, page.path, told)
