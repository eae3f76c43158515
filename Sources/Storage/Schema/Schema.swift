import GRDB

/// The tables, in the subset of SQL that SQLite and PostgreSQL share (triggers excepted). A released migration is
/// never edited: a change is a new one.
enum Schema {
    /// Brings a database to this version; `upgrading` is told how many steps an earlier one needs.
    static func upgrade(_ writer: any DatabaseWriter, _ upgrading: (_ steps: Int) -> Void) throws {
        let migrator = migrator
        let done = try writer.read(migrator.appliedIdentifiers)
        let unknown = done.subtracting(migrator.migrations)
        guard unknown.isEmpty else { throw DatabaseFault.newer(steps: unknown.sorted()) }
        let missing = migrator.migrations.count - done.count
        if !done.isEmpty, missing > 0 { upgrading(missing) }
        try migrator.migrate(writer)
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 journal, ledger and outbox") { try $0.execute(sql: durable) }
        migrator.registerMigration("1 consultations") { try $0.execute(sql: consultations) }
        migrator.registerMigration("1 master data") { try $0.execute(sql: masterData) }
        migrator.registerMigration("1 access") { try $0.execute(sql: access) }
        migrator.registerMigration("2 policy versions") { try $0.execute(sql: policyVersions) }
        migrator.registerMigration("2 records") { try $0.execute(sql: records) }
        migrator.registerMigration("3 violations and tallies") { database in
            try database.execute(sql: ComplianceSchema.tables)
            try ComplianceSchema.takeOver(in: SQLConnection(database: database))
        }
        migrator.registerMigration("3 money") { try $0.execute(sql: money) }
        migrator.registerMigration("3 reading among many") { try $0.execute(sql: readingAmongMany) }
        migrator.registerMigration("4 supervision") { try $0.execute(sql: SupervisionSchema.tables) }
        migrator.registerMigration("4 diagnosis and duty") { try $0.execute(sql: DiagnosisSchema.tables) }
        migrator.registerMigration("4 custody requests") { try $0.execute(sql: custody) }
        migrator.registerMigration("4 teams, notices and patient codes") { try $0.execute(sql: cases) }
        migrator.registerMigration("4 quality control") { database in
            try database.execute(sql: quality)
            try countServices(in: SQLConnection(database: database))
        }
        migrator.registerMigration("4 books by month") { try $0.execute(sql: booksByMonth) }
        // Every archived case has a limit, the end of its retention: those of one case are no longer a few of few.
        migrator.registerMigration("4 limits by subject") {
            try $0.execute(sql: "CREATE INDEX deadlines_by_subject ON deadlines (subject)")
        }
        migrator.registerMigration("5 costs and pay-outs") { try $0.execute(sql: PayoutSchema.tables) }
        migrator.registerMigration("5 trainings and activity") { database in
            try database.execute(sql: learning)
            try takeOverActivity(in: SQLConnection(database: database))
        }
        migrator.registerMigration("5 online visits") { try $0.execute(sql: VisitSchema.tables) }
        // A scan reads what is due from the index alone.
        migrator.registerMigration("5 limits by their instant") {
            try $0.execute(
                sql: """
                    DROP INDEX deadlines_by_due;
                    CREATE INDEX deadlines_by_due ON deadlines (due_at, kind, subject);
                    """)
        }
        migrator.registerMigration("5 second factors and audit trail") { database in
            try database.execute(sql: secondFactors)
            try takeOverAudit(in: SQLConnection(database: database))
        }
        migrator.registerMigration("5 referrals") { try $0.execute(sql: ReferralSchema.tables) }
        migrator.registerMigration("5 supervision feed") { try $0.execute(sql: FeedSchema.tables) }
        migrator.registerMigration("5 platform matches") { try $0.execute(sql: matches) }
        migrator.registerMigration("5 exchange") { try $0.execute(sql: ExchangeSchema.tables) }
        // What is done is forgotten by its time, without a look at the month of effects that stays.
        migrator.registerMigration("5 done effects by time") {
            try $0.execute(
                sql: "CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL")
        }
        migrator.registerMigration("6 equipment") { try $0.execute(sql: AssetSchema.tables) }
        migrator.registerMigration("6 family doctors") { try $0.execute(sql: FamilyDoctorSchema.tables) }
        migrator.registerMigration("6 lists from their index") { try $0.execute(sql: listsFromTheirIndex) }
        return migrator
    }

    /// Journal and ledger only grow: any other change is refused by the database itself (NHC-ID-24, JL-42b).
    private static let durable = """
        CREATE TABLE journal (
            seq BIGINT PRIMARY KEY,
            stream TEXT NOT NULL,
            version BIGINT NOT NULL,
            at BIGINT NOT NULL,
            actor TEXT NOT NULL,
            actor_name TEXT NOT NULL,
            institution TEXT NOT NULL,
            policy_version TEXT NOT NULL,
            kind TEXT NOT NULL,
            payload TEXT NOT NULL,
            prev_hash TEXT NOT NULL,
            hash TEXT NOT NULL,
            UNIQUE (stream, version)
        );
        CREATE TABLE postings (
            entry TEXT NOT NULL,
            line BIGINT NOT NULL,
            at BIGINT NOT NULL,
            consultation TEXT NOT NULL,
            account TEXT NOT NULL,
            institution TEXT NOT NULL,
            amount_fen BIGINT NOT NULL,
            memo TEXT NOT NULL,
            PRIMARY KEY (entry, line)
        );
        CREATE INDEX postings_by_consultation ON postings (consultation);
        CREATE INDEX postings_by_time ON postings (at);
        CREATE TABLE outbox (
            id BIGINT PRIMARY KEY,
            at BIGINT NOT NULL,
            subject TEXT NOT NULL,
            payload TEXT NOT NULL,
            attempts BIGINT NOT NULL,
            next_at BIGINT NOT NULL,
            done_at BIGINT,
            failure TEXT
        );
        CREATE INDEX outbox_pending ON outbox (next_at) WHERE done_at IS NULL;
        CREATE TABLE deadlines (
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            due_at BIGINT NOT NULL,
            PRIMARY KEY (kind, subject)
        );
        CREATE INDEX deadlines_by_due ON deadlines (due_at);
        CREATE TABLE idempotency (
            account TEXT NOT NULL,
            idempotency_key TEXT NOT NULL,
            body_hash TEXT NOT NULL,
            response TEXT NOT NULL,
            at BIGINT NOT NULL,
            PRIMARY KEY (account, idempotency_key)
        );
        CREATE INDEX idempotency_by_time ON idempotency (at);
        CREATE TRIGGER journal_keeps_rows BEFORE UPDATE ON journal
            BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
        CREATE TRIGGER journal_loses_nothing BEFORE DELETE ON journal
            BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
        CREATE TRIGGER postings_keep_rows BEFORE UPDATE ON postings
            BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
        CREATE TRIGGER postings_lose_nothing BEFORE DELETE ON postings
            BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
        """

    /// `invited` is empty while the case is not open to the other side: then no query of theirs can find it.
    private static let consultations = """
        CREATE TABLE consultations (
            id TEXT PRIMARY KEY,
            number TEXT NOT NULL UNIQUE,
            version BIGINT NOT NULL,
            state TEXT NOT NULL,
            inviting TEXT NOT NULL,
            invited TEXT,
            patient TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            ended_at BIGINT,
            recording TEXT UNIQUE,
            snapshot TEXT NOT NULL
        );
        CREATE INDEX consultations_by_inviting ON consultations (inviting, updated_at);
        CREATE INDEX consultations_by_invited ON consultations (invited, updated_at);
        CREATE INDEX consultations_by_end ON consultations (ended_at);
        CREATE TABLE consultation_numbers (
            day TEXT PRIMARY KEY,
            last BIGINT NOT NULL
        );
        CREATE TABLE upload_duties (
            id TEXT PRIMARY KEY,
            version BIGINT NOT NULL,
            institution TEXT NOT NULL,
            patient TEXT NOT NULL,
            state TEXT NOT NULL,
            due_at BIGINT NOT NULL,
            snapshot TEXT NOT NULL
        );
        CREATE INDEX upload_duties_by_institution ON upload_duties (institution, state, due_at);
        CREATE INDEX upload_duties_by_patient ON upload_duties (patient);
        CREATE TABLE duty_consultations (
            consultation TEXT NOT NULL,
            duty TEXT NOT NULL,
            PRIMARY KEY (consultation, duty)
        );
        CREATE TABLE messages (
            id TEXT PRIMARY KEY,
            consultation TEXT NOT NULL,
            at BIGINT NOT NULL,
            sender TEXT NOT NULL,
            sender_name TEXT NOT NULL,
            institution TEXT NOT NULL,
            body TEXT NOT NULL
        );
        CREATE INDEX messages_by_consultation ON messages (consultation, at);
        """

    private static let masterData = """
        CREATE TABLE institutions (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            document TEXT NOT NULL
        );
        CREATE TABLE practitioners (
            id TEXT PRIMARY KEY,
            institution TEXT NOT NULL,
            document TEXT NOT NULL
        );
        CREATE INDEX practitioners_by_institution ON practitioners (institution);
        CREATE TABLE agreements (
            id TEXT PRIMARY KEY,
            document TEXT NOT NULL
        );
        CREATE TABLE agreement_parties (
            institution TEXT NOT NULL,
            agreement TEXT NOT NULL,
            PRIMARY KEY (institution, agreement)
        );
        CREATE TABLE prices (
            id TEXT PRIMARY KEY,
            institution TEXT NOT NULL,
            document TEXT NOT NULL
        );
        CREATE INDEX prices_by_institution ON prices (institution);
        CREATE TABLE patients (
            id TEXT PRIMARY KEY,
            institution TEXT NOT NULL,
            name TEXT NOT NULL,
            identity_hash TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            document TEXT NOT NULL,
            UNIQUE (institution, identity_hash)
        );
        CREATE INDEX patients_by_name ON patients (institution, name);
        """

    /// What decided must be readable as long as the decision is (SC-40).
    private static let policyVersions = """
        CREATE TABLE policy_versions (
            id TEXT PRIMARY KEY,
            jurisdiction TEXT NOT NULL,
            pathway TEXT NOT NULL,
            kept_at BIGINT NOT NULL,
            document TEXT NOT NULL
        );
        CREATE TRIGGER policy_versions_keep_rows BEFORE UPDATE ON policy_versions
            BEGIN SELECT RAISE(ABORT, 'policy versions are append-only'); END;
        CREATE TRIGGER policy_versions_lose_nothing BEFORE DELETE ON policy_versions
            BEGIN SELECT RAISE(ABORT, 'policy versions are append-only'); END;
        """

    /// Agreements and other records with a journal of their own, by kind; the parties are those who may see one.
    private static let records = """
        CREATE TABLE records (
            stream TEXT NOT NULL,
            id TEXT NOT NULL,
            version BIGINT NOT NULL,
            state TEXT NOT NULL,
            updated_at BIGINT NOT NULL,
            snapshot TEXT NOT NULL,
            PRIMARY KEY (stream, id)
        );
        CREATE TABLE record_parties (
            institution TEXT NOT NULL,
            stream TEXT NOT NULL,
            id TEXT NOT NULL,
            PRIMARY KEY (institution, stream, id)
        );
        """

    private static let access = """
        CREATE TABLE accounts (
            id TEXT PRIMARY KEY,
            username TEXT NOT NULL UNIQUE,
            institution TEXT NOT NULL,
            display_name TEXT NOT NULL,
            practitioner TEXT,
            roles TEXT NOT NULL,
            password_hash TEXT NOT NULL,
            password_changed_at BIGINT NOT NULL,
            failures BIGINT NOT NULL,
            locked_until BIGINT,
            disabled_at BIGINT
        );
        CREATE TABLE sessions (
            token_hash TEXT PRIMARY KEY,
            account TEXT NOT NULL,
            csrf_token TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            last_seen_at BIGINT NOT NULL,
            verified_at BIGINT NOT NULL
        );
        CREATE INDEX sessions_by_account ON sessions (account);
        CREATE TABLE api_tokens (
            token_hash TEXT PRIMARY KEY,
            account TEXT NOT NULL,
            label TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        );
        CREATE INDEX api_tokens_by_account ON api_tokens (account);
        """

    /// A list asks for the version of each case: a row of a case fills a page, one of these indexes a hundredth.
    private static let listsFromTheirIndex = """
        DROP INDEX consultations_by_inviting;
        DROP INDEX consultations_by_invited;
        DROP INDEX consultations_by_inviting_state;
        DROP INDEX consultations_by_invited_state;
        CREATE INDEX consultations_by_inviting ON consultations (inviting, updated_at, id, version);
        CREATE INDEX consultations_by_invited ON consultations (invited, updated_at, id, version);
        CREATE INDEX consultations_by_inviting_state ON consultations (inviting, state, updated_at, id, version);
        CREATE INDEX consultations_by_invited_state ON consultations (invited, state, updated_at, id, version);
        """

    /// What lists need so that they cost the same however many cases there are: every order that a list is read in is
    /// the order of an index, down to the tie-break.
    private static let readingAmongMany = """
        DROP INDEX consultations_by_inviting;
        DROP INDEX consultations_by_invited;
        CREATE INDEX consultations_by_inviting ON consultations (inviting, updated_at, id);
        CREATE INDEX consultations_by_invited ON consultations (invited, updated_at, id);
        CREATE INDEX consultations_by_inviting_state ON consultations (inviting, state, updated_at, id);
        CREATE INDEX consultations_by_invited_state ON consultations (invited, state, updated_at, id);
        CREATE INDEX consultations_by_state ON consultations (state, id);
        CREATE INDEX consultations_by_patient ON consultations (patient, invited);
        DROP INDEX patients_by_name;
        CREATE INDEX patients_by_name ON patients (institution, name, created_at);
        CREATE INDEX patients_by_time ON patients (institution, created_at);
        """
}
