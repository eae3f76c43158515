/// What the institution has checked of one practitioner, and until when it counts (NHC-ID 14, NHC-SUP 12).
package struct PractitionerFile: DomainRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case unverified, verified, lapsed
    }

    package let practitioner: PractitionerID
    package let institution: InstitutionID

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var registryCheck: RegistryCheck?
    package var realName: RealNameVerification?
    package var onlineConsent: OnlineConsent?
    /// The last day on which both count.
    package var validTo: CivilDate?
    package var passedDeadlines: [PassedDeadline]

    /// Product default: days before the last day on which the institution is warned.
    package static let warningDays = (first: 30, second: 7)
}

/// A look into a register of the state, for example 国家医师电子注册系统.
package struct RegistryCheck: Codable, Sendable, Equatable {
    package enum Result: String, Codable, Sendable, CaseIterable {
        case confirmed, notFound, mismatch
    }

    package var source: String
    package var result: Result
    package var checkedOn: CivilDate
    package var by: AccountID?

    package init(source: String, result: Result, checkedOn: CivilDate, by: AccountID? = nil) {
        self.source = source
        self.result = result
        self.checkedOn = checkedOn
        self.by = by
    }
}

/// 电子实名认证. A biometric comparison is one of the ways and never the only one (`policy.practitioner.biometric`).
package struct RealNameVerification: Codable, Sendable, Equatable {
    package enum Method: String, Codable, Sendable, CaseIterable {
        case documentSeen, registryMatch, faceComparison
    }

    package var method: Method
    package var verifiedOn: CivilDate
    package var by: AccountID?

    package init(method: Method, verifiedOn: CivilDate, by: AccountID? = nil) {
        self.method = method
        self.verifiedOn = verifiedOn
        self.by = by
    }
}

package enum PractitionerFileCommand: Sendable, Equatable {
    /// Takes what master data say; the first time it begins the file.
    case recognise
    case recordRegistryCheck(RegistryCheck)
    case recordRealName(RealNameVerification)
    /// The institution agrees to the person's online visits (NHC-ID 25), or takes that back by its last day.
    case recordOnlineConsent(OnlineConsent)
    case deadlinePassed(Deadline.Kind)

    /// Of the practitioner's own institution, and never the person themselves.
    package static let roles: [Role] = [.institutionAdmin, .qualityController]
}

package enum PractitionerFileChange: RecordChange {
    case recognised(PractitionerID, InstitutionID, checkedOn: CivilDate?, validTo: CivilDate?)
    case registryChecked(RegistryCheck, validTo: CivilDate?)
    case realNameVerified(RealNameVerification, validTo: CivilDate?)
    case onlineConsentRecorded(OnlineConsent)
    case lapsed
    case deadlinePassed(Deadline.Kind, dueAt: WallTime)

    package var kind: String {
        switch self {
        case .recognised: "recognised"
        case .registryChecked: "registryChecked"
        case .realNameVerified: "realNameVerified"
        case .onlineConsentRecorded: "onlineConsentRecorded"
        case .lapsed: "lapsed"
        case .deadlinePassed: "deadlinePassed"
        }
    }
}

extension Practitioner {
    /// The day the register last confirmed the person. Records from before the two checks were kept apart have one
    /// day for both.
    package var registryConfirmedOn: CivilDate? {
        guard let check = registryCheck else { return registryCheckedOn }
        return check.result == .confirmed ? check.checkedOn : nil
    }

    package var realNameVerifiedOn: CivilDate? { realNameVerification?.verifiedOn ?? registryCheckedOn }

    /// The last day on which the identity counts as verified; nil when it never was (NHC-ID-14).
    package func identityValidTo(under policy: Policy) -> CivilDate? {
        guard let registry = registryConfirmedOn, let realName = realNameVerifiedOn else { return nil }
        return min(registry, realName).adding(months: policy.registryCheckMaxMonths)
    }
}
