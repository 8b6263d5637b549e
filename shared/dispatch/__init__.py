"""The dispatch decision: who is asked for which booking, why, and why not.

These modules use numpy and are meant to be imported only by what decides a window.
"""
