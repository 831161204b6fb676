"""One random history of a shop: shoppers, merchant, bank, notifications and workers, and the faults between them.

All choices are made of the seed, by one thread. Only what is then done at once may come in another order again.
"""

from __future__ import annotations

from collections.abc import Iterator

from storefront_plugin.checkout.payments.stripe.sandbox import Refused
from storefront_plugin.checkout.reconciliation import Reconciliation
from storefront_plugin.checkout.sweeper import Sweep, Swept
from storefront_plugin.errors import DatabaseNotReady, StorefrontError
from storefront_plugin.outbox import Outbox
from storefront_plugin.testing.chaos import merchant, provider, shoppers
from storefront_plugin.testing.chaos.browser import Browser
from storefront_plugin.testing.chaos.scene import Choice, Scene
from storefront_plugin.testing.chaos.weather import Fault, HostFault, Killed, Moment

_WAITS = (0.2, 1, 5, 20, 45, 120)
_MOST_ROUNDS = 60
_MOST_COMPARED = 3


class History:
    """What is done in one scene, step by step."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def run(self, most_steps: int) -> None:
        """Some visitors arrive, and then one thing happens after the other."""
        scene = self.scene
        for _ in range(scene.random.randint(1, 2)):
            scene.browsers.append(Browser(scene.grounds.app, scene.grounds.root))
        for _ in range(scene.random.randint(4, most_steps)):
            self._step()

    def settle_the_dust(self) -> None:
        """The weather clears, time goes on, and what is left to do is done; nobody sends a notification any more."""
        scene, clock = self.scene, self.scene.grounds.clock
        scene.note("the dust settles")
        # What a process that died was about to do is taken up by others after a minute.
        clock.go(hours=25 if scene.random.random() < 0.2 else 0.05)
        compared = 0
        for _ in range(_MOST_ROUNDS):
            provider.let_days_pass(scene)
            scene.strangeness += [f"the sweeper: {seen.fault}" for seen in self._sweep().attempts if seen.fault]
            self._work()
            merchant.capture_all(scene)
            merchant.send_refunds(scene)
            if not scene.books.is_anything_left():
                # What no notification told of is found by the comparison, and may have to go back.
                is_right, compared = self._compare(), compared + 1
                self._work()
                if not scene.books.is_anything_left() and (is_right or compared == _MOST_COMPARED):
                    return
            # A transfer that nobody makes is over after days.
            clock.go(hours=30 if scene.books.is_only_waited_for_transfers() else 1.5)

    def _step(self) -> None:
        scene = self.scene
        found = list(self._choices())
        name, act = scene.random.choices([each[1:] for each in found], [each[0] for each in found])[0]
        fault = self._fault() if scene.random.random() < 0.4 else None
        scene.weather.turn(fault)
        scene.note(f"{name}{f' [{fault}]' if fault else ''}")
        try:
            act()
        except Killed:
            scene.note("  the process died")
        except DatabaseNotReady:
            if not scene.weather.has_struck:
                raise
        except (StorefrontError, Refused) as refusal:
            scene.note(f"  refused: {type(refusal).__name__}")
        except (HostFault, ConnectionError):
            # What the shop's own code raises is passed through by an app under test.
            scene.note("  the host failed")
        finally:
            scene.weather.turn(None)
        scene.strangeness += provider.unbooked(scene)

    def _choices(self) -> Iterator[Choice]:
        """What may happen next."""
        yield from shoppers.choices(self.scene)
        yield from provider.choices(self.scene)
        yield from merchant.choices(self.scene)
        yield 3, "time goes on", self._wait
        yield 3, "sweep", self._sweep
        yield 2, "worker", self._work
        yield 1, "compare", self._compare

    def _fault(self) -> Fault:
        random = self.scene.random
        kills = random.random() < 0.5
        return Fault(
            moment=random.choice(list(Moment)),
            nth=random.choice((1, 1, 1, 2, 2, 3, 4, 5, 7)),
            kills=kills,
            lasts=not kills and random.random() < 0.7,
        )

    # Time, and who works in it -------------------------------------------------------------------------------------

    def _wait(self) -> None:
        minutes = self.scene.random.choice(_WAITS)
        self.scene.grounds.clock.go(minutes=minutes)
        self.scene.note(f"  {minutes} minutes")

    def _sweep(self) -> Swept:
        sweep: Sweep = self.scene.parts[Sweep]
        swept = sweep.run()
        sweep.follow_refunds()
        return swept

    def _work(self) -> None:
        while self.scene.parts[Outbox].deliver_batch():
            pass

    def _compare(self) -> bool:
        """Whether both books say the same; some of what differs is for a person to see to."""
        return all(each.is_right for each in self.scene.parts[Reconciliation].run(self.scene.begun_at))
