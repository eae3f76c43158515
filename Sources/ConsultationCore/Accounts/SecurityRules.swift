/// What graded protection asks of signing in (`policy.security.*`, NHC-ID-13). It holds for the whole
/// installation, so it is read from the nation's texts and not from a province's.
package struct SecurityRules: Sendable, Equatable {
    /// Whoever holds one of these signs in with a second factor or does nothing.
    package var secondFactorRoles: [Role]
    /// A session without a request ends after so long, and any session after `sessionLimit`.
    package var idleLimit: TimeSpan
    package var sessionLimit: TimeSpan
    /// Years; the records' own are the longer of record and inpatient record.
    package var auditRetention: Int
    package var recordRetention: Int

    package init(_ resolution: PolicyResolution) throws(PolicyIncomplete) {
        var values = Policy.Values(resolution: resolution, older: nil)
        secondFactorRoles = values.words("security.secondFactorRoles")
        idleLimit = values.span("security.sessionIdle")
        sessionLimit = values.span("security.sessionAbsolute")
        auditRetention = values.count("retention.auditLog")
        recordRetention = max(values.count("retention.record"), values.count("retention.media"))
        guard values.missing.isEmpty else { throw PolicyIncomplete(parameters: values.missing) }
    }

    /// The log must be there as long as what it is about.
    package var keepsLogLongEnough: Bool { auditRetention >= recordRetention }
}

extension PolicyShelf {
    package func security(on day: CivilDate) throws(PolicyIncomplete) -> SecurityRules {
        try SecurityRules(resolve(.telemedicine, .national, on: day))
    }
}
