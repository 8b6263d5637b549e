"""The core of Muster: pure, typed, no I/O. What the business decides, and nothing about where it runs."""
