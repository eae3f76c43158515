extension Schema {
    /// One line a match of the platform, for the report of how they are spread (NHC-SUP 24).
    static let matches = """
        CREATE TABLE platform_matches (
            at BIGINT NOT NULL,
            consultation TEXT NOT NULL,
            version BIGINT NOT NULL,
            platform TEXT NOT NULL,
            inviting TEXT NOT NULL,
            chosen TEXT NOT NULL,
            kind TEXT NOT NULL,
            rank BIGINT,
            candidates BIGINT NOT NULL,
            PRIMARY KEY (at, consultation, version)
        );
        """
}
