"""Ports: what the services need from the outside, as Protocols only."""
