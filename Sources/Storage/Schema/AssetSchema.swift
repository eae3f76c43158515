/// The register of instruments, devices, facilities and information systems beside their states in `records`, in the
/// order of what is due first; and notices to one account of the staff.
///
/// `due_on` counts days since 1970; `AssetRow.never` where nothing is due.
enum AssetSchema {
    static let tables = """
        CREATE TABLE assets (
            institution TEXT NOT NULL,
            id TEXT NOT NULL,
            category TEXT NOT NULL,
            state TEXT NOT NULL,
            is_closed BIGINT NOT NULL,
            for_consultation BIGINT NOT NULL,
            keeper TEXT NOT NULL,
            due_on BIGINT NOT NULL,
            PRIMARY KEY (institution, id)
        );
        CREATE INDEX assets_by_due ON assets (institution, is_closed, due_on, id);
        CREATE INDEX assets_by_state ON assets (institution, state, due_on, id);
        CREATE INDEX assets_by_keeper ON assets (institution, keeper, due_on, id);
        CREATE INDEX assets_in_rooms ON assets (institution, for_consultation, due_on, id);
        ALTER TABLE notices ADD COLUMN account TEXT NOT NULL DEFAULT '';
        CREATE INDEX notices_by_account ON notices (account, id) WHERE account <> '';
        """
}
