/// The sample of records that quality control looks at, for one institution and one month (JL 27;
/// Protocols/record-sample-states.md).
package struct RecordSample: QualityRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case drawn, scored, feedbackSent, acknowledged
    }

    package let institution: InstitutionID
    package let period: SettlementPeriod
    package let openedAt: WallTime
    /// 256 random bits, published with the result.
    package let seed: Digest
    package let population: Int
    package let populationDigest: Digest
    package let ratePercent: Int
    package let minimum: Int
    /// In the order of the draw.
    package let cases: [SampledCase]

    package var version: Int
    package var state: State
    package var stateSince: WallTime
    package var sheets: [ScoreSheet]
    package var feedback: Redacted<String>?
    package var feedbackAt: WallTime?
    package var acknowledgement: Redacted<String>?

    package var consultation: ConsultationID? { nil }

    package static func key(_ institution: InstitutionID, _ period: SettlementPeriod) -> String {
        "\(period)_\(institution)"
    }
}

package struct SampledCase: Codable, Sendable, Equatable {
    package var consultation: ConsultationID
    package var number: ConsultationNumber

    package init(consultation: ConsultationID, number: ConsultationNumber) {
        self.consultation = consultation
        self.number = number
    }
}

/// One record on one sheet: points for each item of the list, and what is to be improved.
package struct ScoreSheet: Codable, Sendable, Equatable {
    /// Version 1 of the list, 100 points, product default; a change makes a new version, so that old sheets keep
    /// their meaning.
    package enum Item: String, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
        case invitation, consent, material, attendance, note, report, decision, retention

        package var most: Int {
            switch self {
            case .invitation, .attendance, .note, .decision: 10
            case .consent, .material: 15
            case .report: 25
            case .retention: 5
            }
        }
    }

    package enum Grade: String, Codable, Sendable, CaseIterable {
        case first, second, third
    }

    package static let listVersion = "1"

    package var number: ConsultationNumber
    package var list: String
    package var points: [Item: Int]
    package var remark: Redacted<String>
    package var by: AccountID?
    package var at: WallTime?

    package init(number: ConsultationNumber, points: [Item: Int], remark: Redacted<String>) {
        self.number = number
        list = Self.listVersion
        self.points = points
        self.remark = remark
    }

    package var total: Int { points.values.reduce(0, +) }

    /// 甲级 from 90, 乙级 from 75 points (product default, as hospitals grade records).
    package var grade: Grade { total >= 90 ? .first : total >= 75 ? .second : .third }
}

package enum RecordSampleCommand: QualityCommand {
    case draw(InstitutionID, SettlementPeriod, seed: Digest, population: [SampledCase])
    case score(ScoreSheet)
    case sendFeedback(Redacted<String>)
    case acknowledge(Redacted<String>)
    case deadlinePassed(Deadline.Kind)

    package enum Action: String, QualityAction {
        case draw, score, sendFeedback, acknowledge, deadlinePassed

        package var allowedStates: [String] {
            switch self {
            case .draw: [QualityGate.start]
            case .score: ["drawn", "scored"]
            case .sendFeedback: ["scored"]
            case .acknowledge: ["feedbackSent"]
            case .deadlinePassed: []
            }
        }

        package var roles: [Role] {
            switch self {
            case .draw, .score, .sendFeedback: [.qualityController]
            // The head of the institution takes note, not who scored.
            case .acknowledge: [.institutionAdmin]
            case .deadlinePassed: []
            }
        }
    }

    package var action: Action {
        switch self {
        case .draw: .draw
        case .score: .score
        case .sendFeedback: .sendFeedback
        case .acknowledge: .acknowledge
        case .deadlinePassed: .deadlinePassed
        }
    }
}

package enum RecordSampleChange: QualityChange {
    case drawn(RecordSampleDrawn)
    case scored(ScoreSheet, isLast: Bool)
    case feedbackSent(Redacted<String>)
    case acknowledged(Redacted<String>)

    package var kind: String {
        switch self {
        case .drawn: "sampleDrawn"
        case .scored: "sampleScored"
        case .feedbackSent: "sampleFeedbackSent"
        case .acknowledged: "sampleAcknowledged"
        }
    }
}

/// The draw with everything that it takes to repeat it.
package struct RecordSampleDrawn: Codable, Sendable, Equatable {
    package var institution: InstitutionID
    package var period: SettlementPeriod
    package var seed: Digest
    /// Every number that was drawn from, ascending.
    package var population: [ConsultationNumber]
    package var ratePercent: Int
    package var minimum: Int
    package var cases: [SampledCase]
}
