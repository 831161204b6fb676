"""What everybody was asked, market by market, and the lowest of it before a reduction."""
