package import ConsultationCore
import Crypto

/// What an account proves itself with beside its password.
package struct SecondFactorRecord: Sendable, Equatable {
    package let account: AccountID
    package let secret: [UInt8]
    package let begunAt: WallTime
    /// Nil until the first right code: before that it asks for nothing and proves nothing.
    package let confirmedAt: WallTime?
    package let lastStep: Int64
    package let failures: Int

    package var isConfirmed: Bool { confirmedAt != nil }
}

/// A few bytes sealed under an institution's key, as they stand in a column.
private enum SealedColumn {
    private static let context = Array("huizhen second factor v1\0".utf8)

    static func seal(
        _ secret: [UInt8], of account: AccountID, owner: InstitutionID, _ keyring: BlobKeyring?
    ) throws -> (sealed: String, keyName: String) {
        guard let keyring else { throw StorageError.unencrypted }
        let named = try keyring.newest(of: owner.text)
        let box = try AES.GCM.seal(
            secret, using: named.key, authenticating: context + Array(account.text.utf8))
        guard let combined = box.combined else { throw StorageError.keyUnreadable(file: named.name) }
        return (Hexadecimal.encode(combined), named.name)
    }

    static func open(
        _ sealed: String, _ keyName: String, of account: AccountID, _ keyring: BlobKeyring?
    ) throws -> [UInt8] {
        guard let keyring else { throw StorageError.unencrypted }
        guard let bytes = Hexadecimal.decode(sealed), let box = try? AES.GCM.SealedBox(combined: bytes),
            let plain = try? AES.GCM.open(
                box, using: keyring.key(named: keyName),
                authenticating: context + Array(account.text.utf8))
        else { throw StorageError.keyUnreadable(file: keyName) }
        return Array(plain)
    }
}

extension WriteTransaction {
    /// A new secret that waits for its first code; one that waited before is forgotten.
    package func beginSecondFactor(
        _ secret: [UInt8], of account: AccountRecord, at now: WallTime
    ) throws {
        let (sealed, keyName) = try SealedColumn.seal(
            secret, of: account.id, owner: account.institution, blobs.keyring)
        try deleteSecondFactor(of: account.id)
        try sql.execute(
            """
            INSERT INTO second_factors (account, sealed, key_name, begun_at, last_step, failures)
            VALUES (?, ?, ?, ?, 0, 0)
            """, [.text(account.id.text), .text(sealed), .text(keyName), .integer(now.milliseconds)])
    }

    /// The first right code was given: the factor holds, with these recovery codes.
    package func confirmSecondFactor(
        of account: AccountID, step: Int64, recoveryHashes: [String], at now: WallTime
    ) throws {
        try sql.execute(
            "UPDATE second_factors SET confirmed_at = ?, last_step = ?, failures = 0 WHERE account = ?",
            [.integer(now.milliseconds), .integer(step), .text(account.text)])
        for hash in recoveryHashes {
            try sql.execute(
                "INSERT INTO recovery_codes (account, hash) VALUES (?, ?)",
                [.text(account.text), .text(hash)])
        }
    }

    package func deleteSecondFactor(of account: AccountID) throws {
        try sql.execute("DELETE FROM second_factors WHERE account = ?", [.text(account.text)])
        try sql.execute("DELETE FROM recovery_codes WHERE account = ?", [.text(account.text)])
    }

    /// The code of `step` was taken: neither it nor an older one is ever taken again.
    package func useStep(_ step: Int64, of account: AccountID) throws {
        try sql.execute(
            "UPDATE second_factors SET last_step = ?, failures = 0 WHERE account = ?",
            [.integer(step), .text(account.text)])
    }

    /// False when there is no such code, or it was used.
    package func useRecoveryCode(_ hash: String, of account: AccountID, at now: WallTime) throws -> Bool {
        try sql.execute(
            "UPDATE recovery_codes SET used_at = ? WHERE account = ? AND hash = ? AND used_at IS NULL",
            [.integer(now.milliseconds), .text(account.text), .text(hash)])
        let isUsed = sql.changes == 1
        if isUsed {
            try sql.execute(
                "UPDATE second_factors SET failures = 0 WHERE account = ?", [.text(account.text)])
        }
        return isUsed
    }

    package func countFactorFailures(_ failures: Int, of account: AccountID) throws {
        try sql.execute(
            "UPDATE second_factors SET failures = ? WHERE account = ?",
            [.integer(Int64(failures)), .text(account.text)])
    }

    package func proveFactor(ofSession tokenHash: String, at now: WallTime) throws {
        try sql.execute(
            "UPDATE sessions SET factor_at = ? WHERE token_hash = ?",
            [.integer(now.milliseconds), .text(tokenHash)])
    }
}

extension ReadTransaction {
    package func secondFactor(of account: AccountID) throws -> SecondFactorRecord? {
        guard
            let row = try sql.row("SELECT * FROM second_factors WHERE account = ?", [.text(account.text)])
        else { return nil }
        return SecondFactorRecord(
            account: account,
            secret: try SealedColumn.open(
                try row.text("sealed"), try row.text("key_name"), of: account, blobs.keyring),
            begunAt: WallTime(milliseconds: try row.integer("begun_at")),
            confirmedAt: row.optionalInteger("confirmed_at").map(WallTime.init(milliseconds:)),
            lastStep: try row.integer("last_step"), failures: Int(try row.integer("failures")))
    }

    /// Whether a second factor holds, without opening its secret: asked at every request.
    package func hasSecondFactor(_ account: AccountID) throws -> Bool {
        try sql.row(
            "SELECT 1 FROM second_factors WHERE account = ? AND confirmed_at IS NOT NULL",
            [.text(account.text)]) != nil
    }

    package func recoveryCodesLeft(of account: AccountID) throws -> Int {
        Int(
            try sql.row(
                "SELECT COUNT(*) AS n FROM recovery_codes WHERE account = ? AND used_at IS NULL",
                [.text(account.text)])?.integer("n") ?? 0)
    }
}
