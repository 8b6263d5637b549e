"""What a dispatcher knows of when food will be ready: the truth, or the mean of what the restaurant took before."""

from benchmarks.mdrp.instance import Instance

_FIRST_GUESS_MIN = 15
"""Until any order of the day was seen ready; Reyes and others give a median of some quarter of an hour."""


class Kitchens:
    """Knows ready times exactly from the placement on."""

    def __init__(self, instance: Instance) -> None:
        self._orders = instance.orders

    def placed(self, order: int, now_min: int) -> None:
        """An order became known."""

    def collected(self, order: int) -> None:
        """An order was picked up."""

    def believed_min(self, order: int) -> int:
        """When the food is thought to be ready."""
        return self._orders[order].ready_min


class EstimatedKitchens(Kitchens):
    """Guesses at placement: the mean of that restaurant's earlier orders that are ready by then, else of all of them."""

    def __init__(self, instance: Instance) -> None:
        super().__init__(instance)
        self._open: list[int] = []
        self._sums: dict[int, tuple[int, int]] = {}
        self._all = (0, 0)
        self._believed: dict[int, int] = {}

    def placed(self, order: int, now_min: int) -> None:
        """Fix the estimate of an order from what was seen ready before."""
        self._learn(now_min)
        total, count = self._sums.get(self._orders[order].restaurant, self._all)
        mean = round(total / count) if count else _FIRST_GUESS_MIN
        self._believed[order] = self._orders[order].placed_min + mean
        self._open.append(order)

    def collected(self, order: int) -> None:
        """From the pickup on, the ready time is known."""
        self._believed[order] = self._orders[order].ready_min

    def believed_min(self, order: int) -> int:
        """The estimate made at placement."""
        return self._believed[order]

    def _learn(self, now_min: int) -> None:
        ready = [order for order in self._open if self._orders[order].ready_min <= now_min]
        self._open = [order for order in self._open if self._orders[order].ready_min > now_min]
        for order in ready:
            one = self._orders[order]
            took = one.ready_min - one.placed_min
            total, count = self._sums.get(one.restaurant, (0, 0))
            self._sums[one.restaurant] = (total + took, count + 1)
            self._all = (self._all[0] + took, self._all[1] + 1)
