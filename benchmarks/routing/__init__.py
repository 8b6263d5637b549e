"""Routing on small cases beside three kept solvers, each with the same time, and the distance to the best known plan."""
