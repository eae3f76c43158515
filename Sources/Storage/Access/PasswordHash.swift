import Crypto
import CryptoExtras
import Foundation

/// scrypt (RFC 7914) as text: `$scrypt$ln=15,r=8,p=1$<salt hex>$<key hex>`. The cost travels with the hash, so it
/// can rise later without a migration. Deriving takes tens of milliseconds: never on an event loop.
package enum PasswordHash {
    package struct Cost: Sendable, Equatable {
        /// log2 of the number of rounds.
        package let logRounds: Int
        package let blockSize: Int
        package let parallelism: Int

        package init(logRounds: Int, blockSize: Int, parallelism: Int) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }

        /// 32 MiB and about 60 ms.
        package static let standard = Cost(logRounds: 15, blockSize: 8, parallelism: 1)
        /// Far too cheap for people's passwords: for tests that make many accounts.
        package static let forTests = Cost(logRounds: 4, blockSize: 8, parallelism: 1)

        fileprivate var isBearable: Bool {
            (1...20).contains(logRounds) && (1...32).contains(blockSize) && (1...16).contains(parallelism)
        }
    }

    static let keyLength = 32
    package static let saltLength = 16

    package static func make(password: String, salt: [UInt8], cost: Cost = .standard) throws -> String {
        let key = try derive(password, salt: salt, cost: cost)
        let parameters = "ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
        return "$scrypt$\(parameters)$\(Hexadecimal.encode(salt))$\(Hexadecimal.encode(key))"
    }

    /// True when `password` is the one behind `stored`; takes the same time whether it is or not.
    package static func verify(password: String, against stored: String) throws -> Bool {
        guard let parsed = parse(stored) else { return false }
        let key = try derive(password, salt: parsed.salt, cost: parsed.cost)
        var difference: UInt8 = key.count == parsed.key.count ? 0 : 1
        for (left, right) in zip(key, parsed.key) { difference |= left ^ right }
        return difference == 0
    }

    private static func derive(_ password: String, salt: [UInt8], cost: Cost) throws -> [UInt8] {
        // Composed characters, so that the same password typed on two systems is the same bytes.
        let bytes = Array(password.precomposedStringWithCompatibilityMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: keyLength, rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize, parallelism: cost.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }

    private static func parse(_ stored: String) -> (cost: Cost, salt: [UInt8], key: [UInt8])? {
        let parts = stored.split(separator: "$", omittingEmptySubsequences: true)
        guard parts.count == 4, parts[0] == "scrypt", let salt = Hexadecimal.decode(String(parts[2])),
            let key = Hexadecimal.decode(String(parts[3])), key.count == keyLength
        else { return nil }
        var values: [Substring: Int] = [:]
        for pair in parts[1].split(separator: ",") {
            let sides = pair.split(separator: "=")
            guard sides.count == 2, let value = Int(sides[1]) else { return nil }
            values[sides[0]] = value
        }
        guard let logRounds = values["ln"], let blockSize = values["r"], let parallelism = values["p"] else {
            return nil
        }
        let cost = Cost(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism)
        return cost.isBearable ? (cost, salt, key) : nil
    }
}
