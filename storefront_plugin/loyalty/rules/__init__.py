"""One file for each rule that awards points."""
