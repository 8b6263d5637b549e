"""Fakes of the ports: the same contract as the real adapters (``tests/contract`` says so), in memory, with fault hooks."""
