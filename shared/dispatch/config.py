"""Figures of the engine that are not an area's to choose; a change of any of them is a new ``ENGINE_VERSION``."""

from collections.abc import Mapping

from shared.models.decision import ScoreTerm

ENGINE_VERSION = "13"
"""Part of every decision: a replay by another version is allowed to differ."""

ARCS_PER_JOB = 24
"""Cheapest providers kept for a booking, and cheapest bookings for a provider. Keeping 20 costs at most some 0.4 % more
than the full matrix does at 1,000 by 1,000, and nothing at 200 by 1,000."""
MAX_ROUNDS = 8
"""How often a matching may be widened; each round serves at least one more booking, and two are rarely needed."""
DENSE_PAIRS = 200_000
"""A window of more pairs than this is too large to judge every one: only the likely pairs are looked at."""
WIDE_ARCS, WIDE_ARCS_BACK = 24, 12
"""Cheapest providers of a booking and cheapest bookings of a provider that are kept at first in such a window when there are
as many of both; with more bookings than providers fewer of a booking and more of a provider, and the other way round."""
GRID_ARCS, GRID_ARCS_BACK = 28, 14
"""The same in a window of more providers than bookings where all ways are known: a few pairs more, which cost little there,
mostly spare a second matching, which does not."""
BETTER_ARCS = 12
"""Pairs added for a booking, and for a provider, when prices show that they would make a large window's matching cheaper."""
CROWD, CROWDED = 8, 0.25
"""Neighbouring bookings taken for one to have prices beforehand; that is done where no more than this share of the pairs is left by
it: some 0.22 in a city of shops, 0.3 where bookings lie all over town."""
LENIENT_S = 30
"""Prices had so are off by some seconds: pairs count as worth it that seem so much too dear."""
WORTH_A_ROUND = 0.009
"""A large window is matched again while more than this share of its cost might be saved. What might be is a bound: what
can be was half of it at most in some forty windows as those of ``benchmarks.window_scale``."""
PRICE_ROUNDS = 1000
"""Steps after which prices are taken as they are; a chain of bookings that would change providers is rarely as long."""
SETTLED = 0.0005
"""Prices are good enough when they may be wrong by this share of the cost, all together."""
DEEPER = 4
"""How many times further bookings look whose cheapest providers could not do it after all."""
MAX_DEEP_PAIRS = 4_000_000
"""Pairs looked at in one step of that: bounds time and memory."""
MAX_MARKED_PAIRS = 12_000_000
"""Up to so many pairs, candidates are told apart from others by a mark for each: faster than sorting, and bytes are few."""
GRID_PAIRS = 2_000_000
"""Up to so many pairs the ways of all are worked out, once: less work than to find the near ones in each search."""
MAX_SOLVER_ARCS = 1_200_000
"""Above this the greedy matching stands in; 10,000 bookings stay well below."""
MAX_WIDE_ARCS = 2_000_000
"""Pairs that all rounds of a large window may match on together: bounds the time, some seconds, without a clock."""
BLOCK_CELLS = 16_000
"""Pairs looked at together: what the processor keeps at hand. Bounds the memory, not the answer."""
MAX_PLAN_JOBS, MAX_PLAN_WORKERS = 150, 500
"""A window larger than this is matched by itself: its plan would take longer than a decision may."""
PROMISE_NEAR_S = 1_800
"""From this slack on, the nearer a promise the more a second of a booking's lateness costs in the plan; with none left, as much
as in the score. Shorter trips go first otherwise, and a long one waits until its promise can not be kept."""
TERM_LIMIT_S = 1_000_000
"""A term is cut to this: eleven days settle any comparison."""
FAR_FUTURE_S = 10**15
"""Stands for "never" in arrays of seconds, and bounds what may be said in them so that sums never overflow."""

THIN_SUPPLY_CANDIDATES = 2
LOW_MARGIN_S = 30
TIGHT_SLACK_S = 120
LOW_ACCEPTANCE = 0.5

MOVING_MPS = 1.0
"""Below this speed a heading says nothing."""
MAX_PRESSURE = 3.0
NEUTRAL_PRESSURE = 1.0

READABLE_CANDIDATES = 10
READABLE_ROWS = 1500
"""Candidates in the readable part of one record: some 200 bytes each, within the 1 MiB of a document."""
READABLE_JOBS = 400
CHUNK_BYTES = 600_000
"""Compressed inputs in one document, beside the readable part and below the limit of 1 MiB."""
MAX_INPUT_BYTES = 256_000_000
"""Inputs that unpack to more than this are refused as corrupt by a replay."""

WEIGHT_OF: Mapping[ScoreTerm, str] = {
    ScoreTerm.TRAVEL: "travel",
    ScoreTerm.ROUTE: "route",
    ScoreTerm.EARLY_WAIT: "early_wait",
    ScoreTerm.LATENESS: "lateness",
    ScoreTerm.DIRECTION: "turn_round_s",
    ScoreTerm.POSITION: "staleness",
    ScoreTerm.ACCEPTANCE: "refusal_s",
    ScoreTerm.IDLE: "idle",
    ScoreTerm.PROMISES: "promise_harm",
    ScoreTerm.PRESSURE: "pressure_s",
    ScoreTerm.CAPACITY: "spare_capacity_s",
    ScoreTerm.PREFERENCE: "preference_s",
}
"""The weight that a term grows with; a booking's waiting counts the same for all its candidates."""
