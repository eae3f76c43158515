/// Unique identifiers (PS3.5 §9 and annex B.2: `2.25.` and a UUID as one decimal number).
package enum DICOMIdentifier {
    /// The same seed gives the same identifier; from its first 16 bytes.
    package static func from(_ seed: [UInt8]) -> String {
        var number: UInt128 = 0
        for byte in seed.prefix(16) { number = number << 8 | UInt128(byte) }
        return "2.25." + String(number)
    }

    /// Digits and dots, 64 characters at most, no component with a leading zero.
    package static func isValid(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count) else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
                && (part.utf8.count == 1 || part.utf8.first != 0x30)
        }
    }
}
