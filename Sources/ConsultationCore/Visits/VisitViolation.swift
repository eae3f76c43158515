/// Breaches in online visits that are put on record.
package enum VisitViolation: Codable, Sendable, Equatable {
    /// Somebody else than the patient seems to have sat there.
    case impersonationSuspected
    /// Business time without the pharmacists that the rules ask for.
    case pharmacyUnattended(since: WallTime)

    package var code: String {
        switch self {
        case .impersonationSuspected: "vio.patient.impersonationSuspected"
        case .pharmacyUnattended: "vio.pharmacy.unattended"
        }
    }

    package var requirement: String {
        switch self {
        case .impersonationSuspected: "NHC-SUP-17"
        case .pharmacyUnattended: "NHC-IH-A3.3"
        }
    }

    package var article: String {
        switch self {
        case .impersonationSuspected: "NHC-SUP 17"
        case .pharmacyUnattended: "NHC-IH 附录三(三)"
        }
    }
}
