"""Programs that make what the packages ship: samples, trained files, comparisons of readers."""
