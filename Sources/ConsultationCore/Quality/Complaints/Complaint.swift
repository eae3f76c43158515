/// A complaint of somebody who needs no account, from its receipt to its closing (NHC-SUP 36, 10; NHC-IH 31; SC 36;
/// Protocols/complaint-states.md).
package struct Complaint: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case received, inHandling, answered, closed
    }

    package enum Subject: String, Codable, Sendable, CaseIterable {
        case medicalQuality, serviceAttitude, fee, privacy, platform, other
    }

    /// On the slip; the key of the record.
    package let receipt: String
    package let institution: InstitutionID
    package let openedAt: WallTime
    package let told: ComplaintTold
    /// Digest of receipt and secret: whoever knows both reads the answer.
    package let secretHash: Digest
    package let dueAt: WallTime
    /// Who answers for what the institution does, offline and online, as printed when it came; nil in complaints from
    /// before it was kept.
    package let entities: [LegalEntity]?

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var handler: ComplaintHandler?
    package var answers: [ComplaintAnswer]
    package var outcome: Redacted<String>?
    package var isOverdue: Bool
    package var passedDeadlines: [PassedDeadline]

    package var consultation: ConsultationID? { nil }
    package var firstAnsweredAt: WallTime? { answers.first?.at }
}

/// What the complainant writes.
package struct ComplaintTold: Codable, Sendable, Equatable {
    package var subject: Complaint.Subject
    package var text: Redacted<String>
    /// How to reach them, if they want to be reached.
    package var contact: Redacted<String>?
    /// The number of the case, as it stands on their papers.
    package var caseNumber: String?

    package init(
        subject: Complaint.Subject, text: Redacted<String>, contact: Redacted<String>?, caseNumber: String?
    ) {
        self.subject = subject
        self.text = text
        self.contact = contact
        self.caseNumber = caseNumber
    }
}

package struct ComplaintHandler: Codable, Sendable, Equatable {
    package var account: AccountID
    package var at: WallTime
}

package struct ComplaintAnswer: Codable, Sendable, Equatable {
    package var text: Redacted<String>
    package var at: WallTime
}

package enum ComplaintCommand: QualityCommand {
    case receive(receipt: String, InstitutionID, ComplaintTold, secretHash: Digest)
    case take
    case answer(Redacted<String>)
    case close(outcome: Redacted<String>)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case receive, take, answer, close, deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .receive: [QualityGate.start]
            case .take: ["received"]
            case .answer: ["inHandling", "answered"]
            case .close: ["answered"]
            case .deadlinePassed: ["received", "inHandling"]
            }
        }

        package var roles: [Role] {
            switch self {
            case .receive, .deadlinePassed: []
            case .take, .answer, .close: [.qualityController, .institutionAdmin]
            }
        }
    }

    package var action: Action {
        switch self {
        case .receive: .receive
        case .take: .take
        case .answer: .answer
        case .close: .close
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum ComplaintChange: QualityChange {
    case received(
        receipt: String, InstitutionID, ComplaintTold, secretHash: Digest, dueAt: WallTime,
        entities: [LegalEntity]? = nil)
    case taken(ComplaintHandler)
    case answered(Redacted<String>, late: Violation?)
    case closed(outcome: Redacted<String>)
    case becameOverdue(Violation, dueAt: WallTime)

    package var kind: String {
        switch self {
        case .received: "complaintReceived"
        case .taken: "complaintTaken"
        case .answered: "complaintAnswered"
        case .closed: "complaintClosed"
        case .becameOverdue: "complaintBecameOverdue"
        }
    }

    package var violation: Violation? {
        switch self {
        case .answered(_, let late): late
        case .becameOverdue(let violation, _): violation
        default: nil
        }
    }
}
