"""Operators' overrides: what a preview rests on, how one is taken back, and what came of them."""
