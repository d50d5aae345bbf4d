"""OAuth 2: codes, tokens, consent, and the routes under which Intuit serves them."""
