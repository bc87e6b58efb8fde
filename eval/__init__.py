"""How Junkan measures itself: references, metrics, runs and reports."""
