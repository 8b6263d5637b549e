"""Triggers: decode, one service call, map errors. Nothing is decided here."""
