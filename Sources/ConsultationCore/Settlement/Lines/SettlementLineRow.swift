/// One line of a settlement as it was when it was booked: names, titles and prices may change later, a line does not.
package struct SettlementLineRow: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case charge, refund, reversal
    }

    /// `<consultation>/<act>`, the name of the ledger entries without their book.
    package var entry: String
    package var kind: Kind
    package var batch: BatchID
    package var period: String
    package var at: WallTime
    package var consultation: ConsultationID
    package var number: String
    package var serviceKind: String
    package var priority: String
    package var inviting: InstitutionID
    package var invitingName: String
    package var invitingCode: String
    package var invitingDepartment: String
    package var applicant: String
    package var invited: InstitutionID
    package var invitedName: String
    package var invitedCode: String
    package var invitedDepartment: String
    package var specialist: String
    package var specialistTitle: String
    package var patient: PatientID
    package var patientMasked: String
    package var startedAt: WallTime?
    package var endedAt: WallTime?
    package var reportedAt: WallTime?
    /// Whether a sealed or running recording stands behind the case.
    package var isRecorded: Bool
    package var itemCode: String
    package var itemName: String
    /// The price of the catalogue.
    package var price: Money
    /// What is owed by this line: negative when it takes something back.
    package var fee: Money
    package var invitingShare: Money
    package var invitedShare: Money
    package var invitingParts: Int
    package var invitedParts: Int
    package var rule: String
    package var ruleVersion: String
    package var payeeName: String
    package var payeeMasked: String

    package init(
        entry: String, kind: Kind, batch: BatchID, period: String, at: WallTime,
        consultation: ConsultationID, number: String, pair: InstitutionPair, patient: PatientID
    ) {
        self.entry = entry
        self.kind = kind
        self.batch = batch
        self.period = period
        self.at = at
        self.consultation = consultation
        self.number = number
        inviting = pair.inviting
        invited = pair.invited
        self.patient = patient
        (serviceKind, priority, invitingName, invitingCode, invitingDepartment) = ("", "", "", "", "")
        (applicant, invitedName, invitedCode, invitedDepartment, specialist) = ("", "", "", "", "")
        (specialistTitle, patientMasked, itemCode, itemName) = ("", "", "", "")
        (rule, ruleVersion, payeeName, payeeMasked) = ("", "", "", "")
        isRecorded = false
        (price, fee, invitingShare, invitedShare) = (.zero, .zero, .zero, .zero)
        (invitingParts, invitedParts) = (0, 0)
    }

    /// Seconds between start and end of the session; nil when it never ran.
    package var sessionSeconds: Int64? {
        guard let startedAt, let endedAt else { return nil }
        return max(0, (endedAt - startedAt).milliseconds / 1000)
    }
}
