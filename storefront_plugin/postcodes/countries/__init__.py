"""One file per country: its rule, its own examples, its source. A new file is found by its name."""
