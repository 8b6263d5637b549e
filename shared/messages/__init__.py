"""Commands in, events out: what crosses the border of the core."""
