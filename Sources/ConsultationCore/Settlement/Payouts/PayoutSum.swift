/// What one person gets by a sheet.
package struct PayoutSum: Sendable, Equatable {
    package var person: PayoutPerson
    package var cases: Int
    package var charged: Money
    package var takenBack: Money
    package var topUp: Money
    package var amount: Money { charged + takenBack + topUp }

    package init(person: PayoutPerson, cases: Int, charged: Money, takenBack: Money, topUp: Money) {
        self.person = person
        self.cases = cases
        self.charged = charged
        self.takenBack = takenBack
        self.topUp = topUp
    }
}

/// A line with the place it has.
package struct StoredPayoutLine: Sendable, Equatable {
    package var sheet: PayoutSheetID
    package var position: Int
    package var line: PayoutLine

    package init(sheet: PayoutSheetID, position: Int, line: PayoutLine) {
        self.sheet = sheet
        self.position = position
        self.line = line
    }
}
