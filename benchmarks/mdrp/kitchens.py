"""What a dispatcher knows of when food will be ready: the truth, or the mean of what the restaurant took before."""

from benchmarks.mdrp.instance import Instance, Order
from shared.dispatch.plan.readiness import Preparations

_FIRST_GUESS_MIN = 15
"""Until any order of the day was seen ready; Reyes and others give a median of some quarter of an hour."""


class Kitchens:
    """Knows ready times exactly from the placement on."""

    def __init__(self, instance: Instance) -> None:
        self._orders = instance.orders

    def tick(self, now_min: int) -> None:
        """Time passes."""

    def placed(self, order: int) -> None:
        """An order became known."""

    def collected(self, order: int) -> None:
        """An order was picked up."""

    def believed_min(self, order: int) -> int:
        """When the food is thought to be ready."""
        return self._orders[order].ready_min

    def likely_min(self, order: int) -> float:
        """The same for who can make use of how sure it is: an ``UnsureTime`` where it is only estimated."""
        return self._orders[order].ready_min


class EstimatedKitchens(Kitchens):
    """Guesses at placement: the mean of that restaurant's earlier orders that are ready by then, else of all of them.

    From the minute in which food is ready on, or ``notice_min`` before it, that is known; food that is overdue is expected in a
    minute more. Nothing else is known to who asks how sure that is: equally likely times, from the same orders seen ready.
    """

    def __init__(self, instance: Instance, notice_min: int = 0) -> None:
        super().__init__(instance)
        self._notice_min = notice_min
        self._now_min = 0
        self._cooking: list[int] = []
        self._sums: dict[int, tuple[int, int]] = {}
        self._all = (0, 0)
        self._guesses_min: dict[int, int] = {}
        self._preparations = Preparations(_FIRST_GUESS_MIN)

    def tick(self, now_min: int) -> None:
        """Learn from the food that is ready now."""
        self._now_min = now_min
        ready = [order for order in self._cooking if self._orders[order].ready_min <= now_min]
        self._cooking = [order for order in self._cooking if self._orders[order].ready_min > now_min]
        for order in ready:
            self._learn(self._orders[order])

    def placed(self, order: int) -> None:
        """Fix the estimate of an order from what was seen ready before."""
        total, count = self._sums.get(self._orders[order].restaurant, self._all)
        mean = round(total / count) if count else _FIRST_GUESS_MIN
        self._guesses_min[order] = self._orders[order].placed_min + mean
        self._cooking.append(order)

    def collected(self, order: int) -> None:
        """From the pickup on, the ready time is known."""
        self._guesses_min.pop(order)

    def believed_min(self, order: int) -> int:
        """The truth once it has come true or notice was given, the estimate before."""
        guess = self._guesses_min.get(order)
        if guess is None or self._is_known(order):
            return self._orders[order].ready_min
        return max(guess, self._now_min + self._notice_min + 1)

    def likely_min(self, order: int) -> float:
        """Equally likely times until it is ready, the truth from then on."""
        one = self._orders[order]
        if order not in self._guesses_min or self._is_known(order):
            return one.ready_min
        return self._preparations.expected(one.restaurant, one.placed_min, self._now_min + self._notice_min)

    def _is_known(self, order: int) -> bool:
        return self._orders[order].ready_min <= self._now_min + self._notice_min

    def _learn(self, order: Order) -> None:
        took = order.ready_min - order.placed_min
        self._preparations.observe(order.restaurant, took)
        total, count = self._sums.get(order.restaurant, (0, 0))
        self._sums[order.restaurant] = (total + took, count + 1)
        self._all = (self._all[0] + took, self._all[1] + 1)
