"""The web page: a conversation with its evidence, the library, and uploads."""
