"""A city of customers, providers and an operator who drive the real backend as real clients."""
