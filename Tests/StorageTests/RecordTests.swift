import ConsultationCore
import Storage
import TestRequirements
import Testing

@Suite struct RecordTests {
    @Test(arguments: Place.allCases)
    func `a key answers its own request again and refuses another one`(_ place: Place) async throws {
        let database = try place.open()
        let key = IdempotencyKey(key: "k-1", bodyHash: "h-1")
        let other = IdempotencyKey(key: "k-1", bodyHash: "h-2")
        let records = try await database.write { transaction in
            let before = try transaction.idempotencyRecord(key, of: "a-1", at: instant(0))
            try transaction.rememberAnswer("answer", to: key, of: "a-1", at: instant(0))
            return (
                before, try transaction.idempotencyRecord(key, of: "a-1", at: instant(1)),
                try transaction.idempotencyRecord(other, of: "a-1", at: instant(1)),
                try transaction.idempotencyRecord(key, of: "a-2", at: instant(1)),
                try transaction.idempotencyRecord(key, of: "a-1", at: instant(86_400_000))
            )
        }
        #expect(records.0 == .unknown)
        #expect(records.1 == .answered(response: "answer"))
        #expect(records.2 == .bodyMismatch)
        #expect(records.3 == .unknown)
        #expect(records.4 == .unknown)
    }

    @Test(.requirement("JL-42b"), arguments: Place.allCases)
    func `an entry that does not balance is not written, and one act posts once`(_ place: Place) async throws
    {
        let database = try place.open()
        let debit = LedgerLine(account: "r", institution: "i-1", amount: Money(fen: 30_000), memo: "")
        let credit = LedgerLine(account: "s", institution: "i-1", amount: Money(fen: -30_000), memo: "")
        await #expect(throws: StorageError.unbalanced(entry: "e-0", differenceFen: 30_000)) {
            try await database.write { try $0.post("e-0", [debit], for: "c-1", at: instant(5)) }
        }
        for _ in 0..<2 {
            try await database.write { try $0.post("e-1", [debit, credit], for: "c-1", at: instant(5)) }
        }
        let (postings, balance) = try await database.read {
            (try $0.postings(of: "c-1"), try $0.ledgerBalance(from: instant(0), to: instant(10)))
        }
        #expect(postings.map(\.line) == [debit, credit])
        #expect(balance.isBalanced)
        #expect(balance.postings == 2)
    }

    @Test(arguments: Place.allCases)
    func `effects wait in order, come back when postponed, and end when done`(_ place: Place) async throws {
        let database = try place.open()
        try await database.write { transaction in
            for name in ["first", "second", "third"] {
                try transaction.enqueueEffect(name, about: "s", at: instant(10))
            }
            try transaction.markEffectDone(1, at: instant(11))
            try transaction.postponeEffect(2, until: instant(20), failure: "Fault")
        }
        let now = try await database.read { try $0.pendingEffects(at: instant(12), limit: 10) }
        let later = try await database.read { try $0.pendingEffects(at: instant(20), limit: 10) }
        #expect(now.map(\.payload) == ["third"])
        #expect(later.map(\.payload) == ["second", "third"])
        #expect(later.map(\.attempts) == [1, 0])
        let forgotten = try await database.write {
            try $0.forgetDoneEffects(before: instant(100), count: 10)
        }
        #expect(forgotten == 1)
        #expect(try await database.read { try $0.pendingEffectCount() } == 2)
    }

    @Test(arguments: Place.allCases)
    func `what is done is forgotten a batch at a time, the newest never`(_ place: Place) async throws {
        let database = try place.open()
        try await database.write { transaction in
            for number in Int64(1)...5 {
                let id = try transaction.enqueueEffect("effect", about: "s", at: instant(10))
                try transaction.markEffectDone(id, at: instant(10 + number))
            }
        }
        func forget(before milliseconds: Int64) async throws -> Int {
            try await database.write { try $0.forgetDoneEffects(before: instant(milliseconds), count: 2) }
        }
        #expect(try await forget(before: 12) == 1)
        #expect(try await forget(before: 100) == 2)
        #expect(try await forget(before: 100) == 1)
        #expect(try await forget(before: 100) == 0)
        let next = try await database.write { try $0.enqueueEffect("next", about: "s", at: instant(20)) }
        #expect(next == 6)
    }

    @Test(.requirement("NHC-TM-4.1.4"), arguments: Place.allCases)
    func `bytes are kept under their hash, a wrong promise and an oversize are refused`(_ place: Place)
        async throws
    {
        let database = try place.open()
        let bytes = Array("会诊资料".utf8)
        let receipt = try database.blobs.store(bytes, limit: 1000)
        #expect(receipt.size == bytes.count)
        #expect(try database.blobs.read(receipt.sha256) == bytes)
        #expect(throws: StorageError.blobTooLarge(limit: 3)) { try database.blobs.store(bytes, limit: 3) }
        #expect(throws: StorageError.blobHashMismatch) {
            var writer = try database.blobs.writer(limit: 1000)
            try writer.append(bytes)
            _ = try writer.finish(expecting: String(repeating: "0", count: 64))
        }
    }

    @Test func `a password verifies against its own hash alone`() throws {
        let salt = [UInt8](repeating: 7, count: PasswordHash.saltLength)
        let hash = try PasswordHash.make(password: "会诊-secret", salt: salt, cost: .forTests)
        #expect(try PasswordHash.verify(password: "会诊-secret", against: hash))
        #expect(try !PasswordHash.verify(password: "会诊-Secret", against: hash))
        #expect(try !PasswordHash.verify(password: "x", against: "$scrypt$ln=99,r=8,p=1$00$00"))
        #expect(try !PasswordHash.verify(password: "x", against: "not a hash"))
        #expect(!hash.contains("secret"))
    }
}
