"""What a user does: ask, gaps, classify, draft, export, on the command line and in the browser."""
