/// A citizen identification number of 18 characters: 6 of place, 8 of birth date, 3 of sequence, 1 check (GB
/// 11643-1999).
package struct ResidentID: Sendable, Hashable {
    package let number: String
    package let birthDate: CivilDate
    package let sex: Sex

    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432".utf8)

    /// Nil unless the length, the digits, the birth date and the check character (ISO 7064 MOD 11-2) are right.
    /// A lower-case `x` is accepted and stored as `X`.
    package init?(_ text: String) {
        let characters = Array(text.uppercased().utf8)
        guard characters.count == 18 else { return nil }
        var sum = 0
        var digits: [Int] = []
        for (character, weight) in zip(characters, Self.weights) {
            guard (0x30...0x39).contains(character) else { return nil }
            let digit = Int(character - 0x30)
            digits.append(digit)
            sum += digit * weight
        }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        guard Self.checks[sum % 11] == characters[17], digits[0] != 0,
            let date = CivilDate(year: number(6..<10), month: number(10..<12), day: number(12..<14)),
            date.year >= 1850
        else { return nil }
        self.number = text.uppercased()
        birthDate = date
        sex = digits[16] % 2 == 1 ? .male : .female
    }
}

extension ResidentID: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The first three and last two characters, the way a screen may show it.
    package var masked: String { "\(number.prefix(3))*************\(number.suffix(2))" }

    package var description: String { "[redacted]" }
    package var debugDescription: String { "[redacted]" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
