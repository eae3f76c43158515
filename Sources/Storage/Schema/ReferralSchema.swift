/// The lists of two-way referrals beside their states in `records`. `receiver` is empty until one is sent.
enum ReferralSchema {
    static let tables = """
        CREATE TABLE referrals (
            id TEXT PRIMARY KEY,
            sender TEXT NOT NULL,
            receiver TEXT,
            direction TEXT NOT NULL,
            state TEXT NOT NULL,
            sent_at BIGINT,
            updated_at BIGINT NOT NULL
        );
        CREATE INDEX referrals_by_sender ON referrals (sender, updated_at, id);
        CREATE INDEX referrals_by_receiver ON referrals (receiver, updated_at, id);
        CREATE INDEX referrals_sent ON referrals (sender, sent_at, direction, state);
        CREATE INDEX referrals_received ON referrals (receiver, sent_at, direction, state);
        """
}
