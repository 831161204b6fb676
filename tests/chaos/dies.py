"""A process that sells one tea and kills itself on the way: `python -m tests.chaos.dies ADDRESS MOMENT`."""

import os
import signal
import sys

from storefront_plugin.testing.chaos.weather import Moment, exposed
from tests.chaos.stocked import stocked


def main(address: str, moment: str) -> None:
    shop = stocked(address)
    with exposed(shop.app) as (weather, _):

        def meet(met: Moment) -> None:
            if met.name == moment:
                os.kill(os.getpid(), signal.SIGKILL)

        weather.meet = meet  # type: ignore[method-assign]
        shop.pay(shop.quote())


if __name__ == "__main__":
    main(*sys.argv[1:])
