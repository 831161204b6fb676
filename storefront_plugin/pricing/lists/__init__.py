"""Price lists: amounts that somebody set by hand, from the settings, from CSV, or from the shop itself."""
