/// An institution where a physician is registered has agreed to the physician's online work (NHC-ID 25, NHC-IH 29).
package struct OnlineConsent: Codable, Sendable, Equatable {
    package var institution: InstitutionID
    /// Number or title of the paper.
    package var reference: String
    package var from: CivilDate
    /// The last day; nil until it is taken back.
    package var validTo: CivilDate?
    package var by: AccountID?

    package init(
        institution: InstitutionID, reference: String, from: CivilDate, validTo: CivilDate? = nil,
        by: AccountID? = nil
    ) {
        self.institution = institution
        self.reference = reference
        self.from = from
        self.validTo = validTo
        self.by = by
    }

    package func isValid(on day: CivilDate) -> Bool { from <= day && (validTo.map { day <= $0 } ?? true) }

    func refuseIfWrong() throws(Refusal) {
        let problems = [
            Limits.required("/reference", Redacted(reference), limit: Limits.reference),
            validTo.map { $0 < from } ?? false ? FieldProblem("/validTo", .endsBeforeStart) : nil,
        ].compactMap { $0 }
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
    }
}
