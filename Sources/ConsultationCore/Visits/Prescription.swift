/// A prescription of a visit (REQUIREMENTS.md §5.6).
package struct Prescription: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case drafted, underReview, effective, routed, delivered, voided
    }

    package struct Line: Codable, Sendable, Equatable {
        package var drug: String
        package var quantity: Int
        package var usage: String

        package init(drug: String, quantity: Int, usage: String) {
            self.drug = drug
            self.quantity = quantity
            self.usage = usage
        }
    }

    package struct Review: Codable, Sendable, Equatable {
        package var pharmacist: PractitionerID
        package var note: String
        package var isApproval: Bool
        package var at: WallTime
    }

    /// 处方点评: a look back at a prescription that went out (NHC-SUP 20).
    package struct Evaluation: Codable, Sendable, Equatable {
        package enum Verdict: String, Codable, Sendable, CaseIterable {
            case reasonable, nonstandard, unsuitable, excessive
        }

        package var evaluator: AccountID
        package var verdict: Verdict
        package var note: String
        package var at: WallTime
    }

    package enum Route: String, Codable, Sendable, CaseIterable {
        case pickUp, delivery, otherPharmacy
    }

    package var number: Int
    package var lines: [Line]
    package var state: State
    package var draftedAt: WallTime
    package var signer: PractitionerID?
    package var signedAt: WallTime?
    package var reviews: [Review]
    package var route: Route?
    package var deliveredAt: WallTime?
    package var voidReason: String?
    package var assistance: Assistance?
    /// Signed while no pharmacist was there: it waits for one (NHC-IH 附录三(三)).
    package var queuedAt: WallTime?
    package var evaluations: [Evaluation]?

    package var isQueued: Bool { queuedAt != nil && state == .underReview }
}
