/// What provinces may read: which things there are and when each changed last, in one numbering; the things themselves
/// stay where they are. `feed_place` has one row: how far the journal has been followed, and the last number given.
enum FeedSchema {
    static let tables = """
        CREATE TABLE feed_items (
            class TEXT NOT NULL,
            key TEXT NOT NULL,
            institution TEXT NOT NULL,
            province TEXT NOT NULL,
            day TEXT NOT NULL,
            at BIGINT NOT NULL,
            seq BIGINT NOT NULL,
            PRIMARY KEY (class, key, institution)
        );
        CREATE UNIQUE INDEX feed_items_in_order ON feed_items (province, class, seq);
        CREATE INDEX feed_items_by_day ON feed_items (province, day, class);
        CREATE TABLE feed_place (
            id BIGINT PRIMARY KEY,
            journal BIGINT NOT NULL,
            seq BIGINT NOT NULL
        );
        CREATE INDEX records_published ON records (updated_at, id) WHERE stream = 'content' AND state = 'published';
        """
}
