/// To which case a result belongs: found by the number of the application, else by the patient when there is only one
/// open case. A guess is never made.
package enum ExchangeMatch: Sendable, Equatable {
    case consultation(ConsultationID)
    case none(ExchangeFailure.Reason)

    /// - Parameters:
    ///   - ordered: the cases that orders of the same numbers named.
    ///   - isPatientKnown: the institution has registered the person here.
    ///   - open: the patient's open cases at the institution.
    package static func find(
        ordered: [ConsultationID], isPatientKnown: Bool, open: [ConsultationID]
    ) -> ExchangeMatch {
        let named = Set(ordered)
        if let only = named.first, named.count == 1 {
            // An order that names a case of somebody else is a mistake that a person must see.
            return open.contains(only) ? .consultation(only) : .none(.noOpenCase)
        }
        guard named.isEmpty else { return .none(.severalCases) }
        guard isPatientKnown else { return .none(.patientUnknown) }
        guard let only = open.first else { return .none(.noOpenCase) }
        return open.count == 1 ? .consultation(only) : .none(.severalCases)
    }
}

/// Whether what was signed here has reached the institution's own record (线上线下一体化质控, NHC-SUP 19).
package enum RecordDelivery: String, Codable, Sendable, CaseIterable {
    /// The institution has connected no system that takes it.
    case notConnected
    /// Nothing is signed yet.
    case notDue
    case waiting, delivered, dead, givenUp

    /// The worst of all messages about one case decides: one report that did not arrive is what must be seen.
    package static func of(_ states: [ExchangeMessage.State], isConnected: Bool) -> RecordDelivery {
        if states.contains(.dead) { return .dead }
        if states.contains(.waiting) { return .waiting }
        if states.contains(.givenUp) { return .givenUp }
        if states.contains(.delivered) { return .delivered }
        return isConnected ? .notDue : .notConnected
    }
}
