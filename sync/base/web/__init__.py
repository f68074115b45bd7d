"""The team base's pages: log-in, overview, tables and the report of a quarter. They read `published` and nothing else of the figures."""
