"""Whole days of the public Meal Delivery Routing Problem (Reyes and others, 2018), replayed at full speed without Firebase.

The instances are the user's own copy: tab-separated files of restaurants, orders and couriers, in whole minutes.
"""
