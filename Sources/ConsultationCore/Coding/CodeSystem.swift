/// A list by which fields are coded (SC-23e). Names, versions and sources stand in Protocols/code-systems.csv, the
/// fields in Protocols/coded-fields.csv.
package enum CodeSystem: String, Sendable, CaseIterable, Codable {
    /// 医疗机构诊疗科目名录.
    case department
    /// ICD-10 as the Chinese editions print it.
    case icd10
    /// The hospital's drugs, by ATC class.
    case drug
    /// 药品批准文号.
    case approvalNumber
    /// GB/T 2260, down to the county.
    case division
    /// A province of GB/T 2260 by its name in lower-case pinyin.
    case province
    /// GB/T 4761.
    case kinship
    /// GB 32100.
    case creditCode
    /// GB 11643.
    case residentID = "residentId"
    /// DICOM PS3.5 §9.
    case dicomUID = "dicomUid"
    case sex, title, identityKind
    /// Words that the interface's description lists in full.
    case closedList

    /// Whether `code` is written as the system's codes are; a system with a table asks more.
    package func isWellFormed(_ code: String) -> Bool {
        switch self {
        case .icd10: Self.isDiagnosis(Array(code.utf8))
        case .approvalNumber: Self.isApproval(code)
        case .division: AdministrativeDivision(code) != nil
        case .creditCode: Self.isCreditCode(Array(code.utf8))
        case .residentID: ResidentID(code) != nil
        case .dicomUID: Self.isUID(code)
        case .department, .drug, .province, .kinship, .sex, .title, .identityKind, .closedList:
            !code.isEmpty
        }
    }

    /// A letter, two digits, and what follows: digits, letters, a point, `x` for a place left free, `+` and `*` for
    /// a code of two parts.
    private static func isDiagnosis(_ bytes: [UInt8]) -> Bool {
        guard (3...16).contains(bytes.count), isCapital(bytes[0]) else { return false }
        guard bytes[1...2].allSatisfy(isDigit) else { return false }
        return bytes.dropFirst(3).allSatisfy {
            isDigit($0) || isCapital($0) || [0x2E, 0x78, 0x2B, 0x2A].contains($0)
        }
    }

    /// 国药准字 or a certificate of import: one or two letters and eight digits (药品注册管理办法 art. 123).
    private static func isApproval(_ text: String) -> Bool {
        let number = text.hasPrefix("国药准字") ? text.dropFirst(4) : text[...]
        let bytes = Array(number.utf8)
        guard (9...10).contains(bytes.count), bytes.suffix(8).allSatisfy(isDigit) else { return false }
        return bytes.dropLast(8).allSatisfy { Array("HZSBTFJC".utf8).contains($0) }
    }

    private static let creditAlphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    /// Eighteen characters, the last of which makes the sum of all, each weighed by a power of 3, zero modulo 31.
    private static func isCreditCode(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 18 else { return false }
        var sum = 0
        var weight = 1
        for (index, byte) in bytes.enumerated() {
            guard let value = creditAlphabet.firstIndex(of: byte) else { return false }
            sum += index == 17 ? value : value * weight
            weight = weight * 3 % 31
        }
        return sum % 31 == 0
    }

    /// Numbers without leading zeros, separated by points, 64 characters at most.
    private static func isUID(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
        return text.utf8.count <= 64 && parts.count > 1
            && parts.allSatisfy { part in
                !part.isEmpty && part.allSatisfy(isDigit) && (part.count == 1 || part.first != 0x30)
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
}
