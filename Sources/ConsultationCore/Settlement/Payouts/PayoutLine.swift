/// Somebody who is paid for a case by the own institution. There is no account number: the institution pays by its
/// own payroll, never the platform (JL 42, JL 43).
package struct PayoutPerson: Codable, Sendable, Equatable {
    package var id: PractitionerID
    package var name: String
    package var title: String

    package init(id: PractitionerID, name: String, title: String) {
        self.id = id
        self.name = name
        self.title = title
    }
}

/// What one person gets of one case, or gives back.
package struct PayoutLine: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case charge
        /// A refund or a reversal takes back what was paid for the part that is gone.
        case takenBack
        /// Brings the month up to the least that must be paid (JL 44¶1).
        case topUp
    }

    package var kind: Kind
    /// The line of the settlement it comes from; empty for a top-up.
    package var entry: String
    package var consultation: ConsultationID?
    package var number: ConsultationNumber?
    package var person: PayoutPerson
    package var amount: Money

    package init(
        kind: Kind, entry: String, consultation: ConsultationID?, number: ConsultationNumber?,
        person: PayoutPerson, amount: Money
    ) {
        self.kind = kind
        self.entry = entry
        self.consultation = consultation
        self.number = number
        self.person = person
        self.amount = amount
    }
}

/// One line of the settlement as the pay-out sees it.
package struct PayoutBase: Sendable, Equatable {
    package var entry: String
    package var isCharge: Bool
    package var consultation: ConsultationID
    package var number: ConsultationNumber
    package var at: WallTime
    package var side: PartySide
    /// What the institution keeps by it: negative when it takes something back.
    package var retained: Money
    /// The institution's own physicians of the case.
    package var physicians: [PayoutPerson]
    /// For a line that takes back: what the institution kept of the same charge until then.
    package var retainedBefore: Money

    package init(
        entry: String, isCharge: Bool, consultation: ConsultationID, number: ConsultationNumber,
        at: WallTime, side: PartySide, retained: Money, physicians: [PayoutPerson] = [],
        retainedBefore: Money = .zero
    ) {
        self.entry = entry
        self.isCharge = isCharge
        self.consultation = consultation
        self.number = number
        self.at = at
        self.side = side
        self.retained = retained
        self.physicians = physicians
        self.retainedBefore = retainedBefore
    }

    /// The entry of the charge: `<case>/refund-1@<partner>` → `<case>/billable@<partner>`.
    package var origin: String { Self.origin(of: entry) }

    package static func origin(of entry: String) -> String {
        guard let slash = entry.firstIndex(of: "/") else { return entry }
        let partner = entry[slash...].firstIndex(of: "@").map { String(entry[$0...]) } ?? ""
        return "\(entry[..<slash])/billable\(partner)"
    }
}
