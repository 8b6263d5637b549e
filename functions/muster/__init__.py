"""The shell of Muster: everything that touches Firebase."""
