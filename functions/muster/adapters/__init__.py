"""Adapters: the ports on real technology. Google's clients are imported where they are used, so that nothing else pays."""
