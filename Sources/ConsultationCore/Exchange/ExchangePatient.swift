/// A person as the hospital's own system knows the person.
package struct ExchangePatient: Codable, Sendable, Equatable {
    /// The hospital's number of the patient.
    package var recordNumber: Redacted<String>
    package var name: Redacted<String>
    package var identity: Redacted<IdentityDocument?>
    package var sex: Sex?
    package var birthDate: Redacted<CivilDate?>
    package var phone: Redacted<String?>
    package var admittedAt: WallTime?

    package init(
        recordNumber: Redacted<String>, name: Redacted<String>, identity: Redacted<IdentityDocument?>,
        sex: Sex?, birthDate: Redacted<CivilDate?>, phone: Redacted<String?>, admittedAt: WallTime?
    ) {
        self.recordNumber = recordNumber
        self.name = name
        self.identity = identity
        self.sex = sex
        self.birthDate = birthDate
        self.phone = phone
        self.admittedAt = admittedAt
    }
}

/// One line of the cashier's about a case.
package struct ExchangeFee: Sendable, Equatable {
    package var number: String
    package var amount: Money
    package var insurance: Money

    package init(number: String, amount: Money, insurance: Money) {
        self.number = number
        self.amount = amount
        self.insurance = insurance
    }
}
