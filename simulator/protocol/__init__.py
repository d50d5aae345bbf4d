"""The Accounting API as a protocol: from a request through its realm to the bytes of an answer."""
