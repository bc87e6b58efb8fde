"""What is measured besides questions: the labelling of targets, drafts, and speed."""
