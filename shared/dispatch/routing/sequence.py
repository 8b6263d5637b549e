"""The entry: the best known way to share and order all stops, or why there is none."""

from shared.dispatch.routing.alone import best_alone
from shared.dispatch.routing.ground import Ground, ground
from shared.dispatch.routing.model import Infeasible, Method, Previous, RoutePlan, RouteProblem, RoutingSettings
from shared.dispatch.routing.plan import as_plan, total_cost
from shared.dispatch.routing.search import searched
from shared.dispatch.routing.shares import best_shares
from shared.dispatch.routing.validity import fault

_NO_SEQUENCE: Previous = {}


def sequence(
    problem: RouteProblem,
    previous: Previous | None = None,
    settings: RoutingSettings | None = None,
) -> RoutePlan | Infeasible:
    """Share all stops among the providers and order them at least cost.

    Where times bind nothing the shares of a few providers are found exactly (``shares``), where they do one provider's
    route is (``alone``), both within their budgets. All else is searched for (``search``), from the previous sequence and
    from the shares. The same input gives the same plan: budgets are counts, never time.

    Args:
        problem: who drives, what is to be done.
        previous: the sequence before: what the search starts from, and what changes are counted against.
        settings: costs and budgets.

    Returns:
        A plan that serves all, or the rule that forbids it. Never raises for what a problem says.
    """
    chosen = settings or RoutingSettings()
    known = previous or _NO_SEQUENCE
    found = fault(problem)
    if found is not None:
        return found
    made = ground(problem, known, chosen)
    return made if isinstance(made, Infeasible) else _planned(made, known)


def _planned(made: Ground, previous: Previous) -> RoutePlan | Infeasible:
    shares = best_shares(made, range(len(made.providers)), range(len(made.chains)))
    cost = total_cost(made, shares.routes) if shares else None
    if shares and cost == shares.cost + sum(start.cost for start in made.starts):
        return as_plan(made, shares.routes, Method.EXACT, proven=True)
    if len(made.providers) == 1:
        best = best_alone(made, 0, range(len(made.chains)), at_most=cost)
        if best is not None and best.route is not None:
            return as_plan(made, [best.route], Method.EXACT, proven=True)
        if best is not None and best.broken is not None:
            reason, number = best.broken
            return Infeasible(reason, *made.spots[number].ref, made.providers[0].provider_id)
    return searched(made, previous, shares.routes if shares else None)
