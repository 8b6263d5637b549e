"""The operators' console under load, in a real browser on the emulators."""
