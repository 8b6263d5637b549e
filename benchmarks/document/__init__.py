"""Writes docs/benchmarks.md and its pictures from what the benchmarks have measured; no figure is typed by hand."""
