"""Telemetry: what is believed of a phone's positions, where that puts a provider, and how the way to a stop goes on."""
