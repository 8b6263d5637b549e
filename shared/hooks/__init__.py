"""Outgoing webhooks: what is sent, how it is signed, and when a call is tried again."""
