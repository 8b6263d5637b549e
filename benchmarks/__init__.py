"""Measurements on the emulators: what a step takes beside the least it could take, and what a booking costs."""
