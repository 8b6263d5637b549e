"""The rolling plan: every waiting order in the route of some courier, busy ones too; only what must be done now is done.

Times are whole numbers of one unit, seconds or minutes, counted from any fixed start and never negative. Places are
numbers from 0, those where something is picked up first. The plan knows no clock and no chance of its own.
"""
