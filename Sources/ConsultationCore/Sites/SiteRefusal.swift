/// Why an institution may not begin to serve, or data may not be written where it was asked (§3.3, §3.18, §3.19).
package enum SiteRefusal: Sendable, Equatable {
    case notActivated(InstitutionID)
    case profileIncomplete(ProfileField)
    case accessKindNotPermitted(AccessLink.Kind, permitted: [AccessLink.Kind])
    case platformNotConnected
    case providerCountTooLow(have: Int, wanted: Int)
    /// kbit/s measured, Mbit/s wanted.
    case bandwidthTooLow(measured: Int, wanted: Int)
    case mlpsEvidenceMissing(wanted: Int)
    case storageRegionNotPermitted(StorageTarget.Use, DataRegion)
    case incidentClosed
    /// Nobody chose it, or what was chosen cannot have issued the licence.
    case licensingOfficeUnknown(isChosen: Bool)

    package var code: RefusalCode {
        switch self {
        case .notActivated: .institutionNotActivated
        case .profileIncomplete: .profileIncomplete
        case .accessKindNotPermitted: .accessKindNotPermitted
        case .platformNotConnected: .platformNotConnected
        case .providerCountTooLow: .providerCountTooLow
        case .bandwidthTooLow: .bandwidthTooLow
        case .mlpsEvidenceMissing: .mlpsEvidenceMissing
        case .storageRegionNotPermitted: .storageRegionNotPermitted
        case .incidentClosed: .incidentClosed
        case .licensingOfficeUnknown: .licensingOfficeUnknown
        }
    }
}

/// A part of the profile without which an institution does not begin.
package enum ProfileField: String, Codable, Sendable, CaseIterable {
    case dedicatedManager, networkTechnician, site, accessLink, avSystems, uninterruptiblePower, bandwidth
}
