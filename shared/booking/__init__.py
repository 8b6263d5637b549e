"""The booking's life: eligibility, quotes, the moves that are allowed, and the fold that makes state from events."""
