/// A patient of one institution (JL-2), with the proof of identity that a submit needs (NHC-TM 四(三)1).
package struct Patient: Codable, Sendable, Equatable {
    package var id: PatientID
    package var institution: InstitutionID
    package var name: Redacted<String>
    package var identity: Redacted<IdentityDocument>
    package var sex: Sex?
    package var birthDate: Redacted<CivilDate?>
    package var phone: Redacted<String?>
    package var verification: IdentityVerification?

    package init(
        id: PatientID, institution: InstitutionID, name: Redacted<String>,
        identity: Redacted<IdentityDocument>,
        sex: Sex?, birthDate: Redacted<CivilDate?>, phone: Redacted<String?>,
        verification: IdentityVerification?
    ) {
        self.id = id
        self.institution = institution
        self.name = name
        self.identity = identity
        self.sex = sex
        self.birthDate = birthDate
        self.phone = phone
        self.verification = verification
    }

    /// Name, document (with a right checksum for resident ids), method and instant are all there.
    package var isIdentityVerified: Bool {
        guard verification != nil, !name.isBlank else { return false }
        switch identity.value {
        case .residentID(let number): return ResidentID(number) != nil
        case .passport(let number), .other(let number): return !number.isBlank
        }
    }
}

package enum IdentityDocument: Codable, Sendable, Hashable {
    case residentID(String)
    case passport(String)
    case other(String)

    package var number: String {
        switch self {
        case .residentID(let number), .passport(let number), .other(let number): number
        }
    }
}

package struct IdentityVerification: Codable, Sendable, Equatable {
    package enum Method: String, Codable, Sendable, CaseIterable {
        case documentSeen, registryMatch
    }

    package var method: Method
    package var at: WallTime
    package var by: AccountID

    package init(method: Method, at: WallTime, by: AccountID) {
        self.method = method
        self.at = at
        self.by = by
    }
}
