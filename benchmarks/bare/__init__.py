"""A codebase of functions for the bench alone."""
