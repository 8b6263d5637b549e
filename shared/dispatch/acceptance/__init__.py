"""How likely an offer is to be accepted: predicted from its circumstances and its provider, learned from answers."""
