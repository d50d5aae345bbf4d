"""Objects put into a company as QuickBooks showed them elsewhere, instead of written through the API."""
