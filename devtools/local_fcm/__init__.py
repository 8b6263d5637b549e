"""A Firebase Cloud Messaging on loopback, since there is no emulator of it: the HTTP v1 API, its errors and its quotas."""
