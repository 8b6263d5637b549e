"""The dispatch decision: who is asked for which booking, why, and why not.

What decides a window uses numpy and is slow to import: import ``engine`` and its kin only where a window is decided.
"""
