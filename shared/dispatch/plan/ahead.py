"""A plan made ahead of time, for who has to ask before anything is done; and what it would be without batches."""

from collections.abc import Sequence

from shared.dispatch.plan.board import Board
from shared.dispatch.plan.chance import Chance
from shared.dispatch.plan.model import Route
from shared.dispatch.plan.repair import repair
from shared.dispatch.plan.settings import PlanSettings


class PlannedAhead:
    """What all couriers are planned to do.

    Attributes:
        routes: of each courier who has one.
    """

    def __init__(self, numbers: Sequence[int], board: Board) -> None:
        self._numbers = numbers
        self._board = board
        self.routes = self._found()

    def apart(self, settings: PlanSettings, chance: Chance) -> dict[int, Route]:
        """The routes when each order is carried by itself: what shares a trip is planned anew, and all is improved.

        The other trips stay as they are, so a route that nothing changes is the very one of ``routes``.

        Args:
            settings: as for the plan, but for ``max_on_board``, which is 1, and the budget.
            chance: of the repair search.
        """
        self._board.part(settings)
        repair(self._board, chance)
        return self._found()

    def _found(self) -> dict[int, Route]:
        return {self._numbers[index]: self._board.routes[index] for index in sorted(self._board.used)}
