"""Use cases: one public function each. Gather what the decision needs, decide in the core, commit once."""
