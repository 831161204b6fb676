"""Exchange rates: exact ratios, their sources, the tables that were fetched, and which of them are in force."""
