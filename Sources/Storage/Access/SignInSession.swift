package import ConsultationCore

/// A signed-in browser. The token itself is never stored, only its SHA-256.
package struct SignInSession: Sendable, Equatable {
    package let tokenHash: String
    package let account: AccountID
    package let csrfToken: String
    package let createdAt: WallTime
    package let expiresAt: WallTime
    package let lastSeenAt: WallTime
    /// The last time the person proved who they are: at sign-in, and again for a signature.
    package let verifiedAt: WallTime
    /// When the second factor was proved; nil where only a password was.
    package let factorAt: WallTime?

    package init(
        tokenHash: String, account: AccountID, csrfToken: String, createdAt: WallTime, expiresAt: WallTime,
        lastSeenAt: WallTime, verifiedAt: WallTime, factorAt: WallTime? = nil
    ) {
        self.tokenHash = tokenHash
        self.account = account
        self.csrfToken = csrfToken
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastSeenAt = lastSeenAt
        self.verifiedAt = verifiedAt
        self.factorAt = factorAt
    }
}

/// A program's access. The token itself is never stored, only its SHA-256.
package struct APITokenRecord: Sendable, Equatable {
    package let tokenHash: String
    package let account: AccountID
    package let label: String
    package let createdAt: WallTime
    package let expiresAt: WallTime
    /// When the second factor was proved; nil where only a password was.
    package let factorAt: WallTime?

    package init(
        tokenHash: String, account: AccountID, label: String, createdAt: WallTime, expiresAt: WallTime,
        factorAt: WallTime? = nil
    ) {
        self.tokenHash = tokenHash
        self.account = account
        self.label = label
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.factorAt = factorAt
    }
}

extension WriteTransaction {
    package func insertSession(_ session: SignInSession) throws {
        try sql.execute(
            """
            INSERT INTO sessions (token_hash, account, csrf_token, created_at, expires_at, last_seen_at,
                verified_at, factor_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(session.tokenHash), .text(session.account.text), .text(session.csrfToken),
                .integer(session.createdAt.milliseconds), .integer(session.expiresAt.milliseconds),
                .integer(session.lastSeenAt.milliseconds), .integer(session.verifiedAt.milliseconds),
                .optional(session.factorAt?.milliseconds),
            ])
    }

    package func touchSession(_ tokenHash: String, at now: WallTime) throws {
        try sql.execute(
            "UPDATE sessions SET last_seen_at = ? WHERE token_hash = ?",
            [.integer(now.milliseconds), .text(tokenHash)])
    }

    package func verifySession(_ tokenHash: String, at now: WallTime) throws {
        try sql.execute(
            "UPDATE sessions SET verified_at = ? WHERE token_hash = ?",
            [.integer(now.milliseconds), .text(tokenHash)])
    }

    package func deleteSession(_ tokenHash: String) throws {
        try sql.execute("DELETE FROM sessions WHERE token_hash = ?", [.text(tokenHash)])
    }

    /// Ends every session and token of an account: password change, disabling.
    package func deleteAccess(of account: AccountID, exceptSession kept: String? = nil) throws {
        try sql.execute(
            "DELETE FROM sessions WHERE account = ? AND token_hash <> ?",
            [.text(account.text), .text(kept ?? "")])
        try sql.execute("DELETE FROM api_tokens WHERE account = ?", [.text(account.text)])
    }

    package func forgetExpiredAccess(at now: WallTime, idleSince idle: WallTime) throws {
        try sql.execute(
            "DELETE FROM sessions WHERE expires_at <= ? OR last_seen_at <= ?",
            [.integer(now.milliseconds), .integer(idle.milliseconds)])
        try sql.execute("DELETE FROM api_tokens WHERE expires_at <= ?", [.integer(now.milliseconds)])
    }

    package func insertToken(_ token: APITokenRecord) throws {
        try sql.execute(
            """
            INSERT INTO api_tokens (token_hash, account, label, created_at, expires_at, factor_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                .text(token.tokenHash), .text(token.account.text), .text(token.label),
                .integer(token.createdAt.milliseconds), .integer(token.expiresAt.milliseconds),
                .optional(token.factorAt?.milliseconds),
            ])
    }
}

extension ReadTransaction {
    package func session(_ tokenHash: String) throws -> SignInSession? {
        guard let row = try sql.row("SELECT * FROM sessions WHERE token_hash = ?", [.text(tokenHash)]) else {
            return nil
        }
        return SignInSession(
            tokenHash: tokenHash, account: AccountID(try row.text("account")),
            csrfToken: try row.text("csrf_token"),
            createdAt: WallTime(milliseconds: try row.integer("created_at")),
            expiresAt: WallTime(milliseconds: try row.integer("expires_at")),
            lastSeenAt: WallTime(milliseconds: try row.integer("last_seen_at")),
            verifiedAt: WallTime(milliseconds: try row.integer("verified_at")),
            factorAt: row.optionalInteger("factor_at").map(WallTime.init(milliseconds:)))
    }

    package func token(_ tokenHash: String) throws -> APITokenRecord? {
        guard let row = try sql.row("SELECT * FROM api_tokens WHERE token_hash = ?", [.text(tokenHash)])
        else {
            return nil
        }
        return APITokenRecord(
            tokenHash: tokenHash, account: AccountID(try row.text("account")), label: try row.text("label"),
            createdAt: WallTime(milliseconds: try row.integer("created_at")),
            expiresAt: WallTime(milliseconds: try row.integer("expires_at")),
            factorAt: row.optionalInteger("factor_at").map(WallTime.init(milliseconds:)))
    }
}
