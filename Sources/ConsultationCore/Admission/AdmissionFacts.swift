/// What decisions about admission need beside their record.
package struct AdmissionFacts: Sendable {
    /// Nil before the first text on visits of the place.
    package var rules: OnlineRules?
    /// How the institution's province is connected; nil: not registered.
    package var connector: SupervisionConnector.State?
    /// The institution's physicians, where departments are counted; else the one whom the record is about.
    package var practitioners: [Practitioner]
    /// Who may have issued its licence.
    package var licensing: LicensingChoice?

    package init(
        rules: OnlineRules? = nil, connector: SupervisionConnector.State? = nil,
        practitioners: [Practitioner] = [], licensing: LicensingChoice? = nil
    ) {
        self.rules = rules
        self.connector = connector
        self.practitioners = practitioners
        self.licensing = licensing
    }
}
