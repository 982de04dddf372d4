"""Groups that a server serves: from its own documents to a specification of these groups alone."""
