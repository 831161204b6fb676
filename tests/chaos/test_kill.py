"""kill -9 of a process between call and commit: another one finds everything, and brings it to its end."""

import signal
import subprocess
import sys

import pytest

from tests.chaos.stocked import stocked
from tests.checkout.test_paying_at_once import sold_once


@pytest.mark.parametrize("moment", ["ANSWER", "TELLING"])
def test_a_process_killed_on_the_way_has_sold_once(database_url, moment):
    dead = subprocess.run([sys.executable, "-m", "tests.chaos.dies", database_url, moment], check=False)
    assert dead.returncode == -signal.SIGKILL

    shop = stocked(database_url)
    shop.clock.go(minutes=15)
    shop.sweep.run()
    shop.outbox.deliver_batch()

    # What was told before the kill, was told to a host that died with it.
    sold_once(shop)
    assert (shop.host.shelf["tin"], shop.rows("holds")) == (6, [])
    shop.database.engine.dispose()
