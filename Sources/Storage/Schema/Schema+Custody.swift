extension Schema {
    /// Requests to see, copy, seal, open and dispose, for the list of each institution concerned.
    static let custody = """
        CREATE TABLE custody_requests (
            institution TEXT NOT NULL,
            consultation TEXT NOT NULL,
            request BIGINT NOT NULL,
            state TEXT NOT NULL,
            at BIGINT NOT NULL,
            PRIMARY KEY (institution, consultation, request)
        );
        CREATE INDEX custody_requests_by_time ON custody_requests (institution, state, at, consultation, request);
        """
}
