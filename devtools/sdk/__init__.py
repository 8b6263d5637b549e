"""The typed client's generated half: TypeScript from the models, commands, errors and paths of Muster.

``python -m devtools.sdk`` writes ``clients/sdk/src/generated``. The source is what the backend itself decodes and stores (pydantic's
JSON schema), so a client can not hold another opinion; a test fails when the committed text is not what this gives.
"""
