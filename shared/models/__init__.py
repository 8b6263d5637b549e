"""The documents that Muster keeps, as frozen values. One module a document family."""
