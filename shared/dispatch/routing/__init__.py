"""Routing: the sequence of stops of one provider or of a few, with its times, its cost, and what it changes.

``sequence`` plans and ``checker.violations`` proves. Times are whole seconds from any fixed start. A route is driven without
holding back: a provider leaves a stop when it is served, and waits only where something is not ready or not open yet.
"""
