import ConsultationCore
import Logging
import Storage

extension CommandJob {
    /// Puts the breaches of a decision on the boards; `violations` are counted from the end of what was just journaled.
    func keep(
        _ violations: [(fromEnd: Int, at: WallTime, violation: Violation)], of parties: [InstitutionID],
        _ subject: String, in transaction: WriteTransaction
    ) throws {
        guard !violations.isEmpty else { return }
        let last = try transaction.reading.journalLength()
        for (fromEnd, at, violation) in violations {
            try transaction.record(
                StoredViolation(
                    seq: last - Int64(fromEnd), subject: subject, at: at, violation: violation), of: parties)
        }
    }

    /// Counts limits that ended: met when their act came by the instant itself.
    func count(
        _ ended: [StoredDeadline], of parties: [InstitutionID], in transaction: WriteTransaction
    ) throws {
        for row in ended {
            guard let kind = Deadline.Kind(rawValue: row.kind), kind.asksSomebody else { continue }
            try transaction.count(
                now <= row.dueAt ? .limitMet : .limitPassed, row.kind, of: parties, at: now)
        }
    }
}

extension Deadline.Kind {
    /// Somebody must act by then; the others are triggers, reminders and tidying.
    package var asksSomebody: Bool {
        switch self {
        case .responseDue, .slotConfirmationDue, .reportDue, .decisionDue, .uploadDue, .refundDue, .drillDue,
            .diagnosisTakeUpDue, .diagnosisReportDue, .diagnosisDataDue, .diagnosisReviewDue,
            .complaintAnswerDue, .breachReportDue, .rectificationDue, .inspectionDue, .inspectionActionDue,
            .referralAnswerDue, .feedReconciliationDue, .reapplicationDue, .maintenanceDue:
            true
        default: false
        }
    }
}

extension [ConsultationEvent] {
    var violations: [(fromEnd: Int, at: WallTime, violation: Violation)] {
        enumerated().compactMap { index, event in
            guard case .violationRaised(let violation) = event.change else { return nil }
            return (count - 1 - index, event.at, violation)
        }
    }
}

extension [UploadDutyEvent] {
    var violations: [(fromEnd: Int, at: WallTime, violation: Violation)] {
        enumerated().compactMap { index, event in
            guard case .becameOverdue(let violation) = event.change else { return nil }
            return (count - 1 - index, event.at, violation)
        }
    }
}

extension [ChargeEvent] {
    var violations: [(fromEnd: Int, at: WallTime, violation: Violation)] {
        enumerated().compactMap { index, event in
            switch event.change {
            case .refundBecameOverdue(_, let violation), .refundCompleted(_, _, let violation?):
                (count - 1 - index, event.at, violation)
            default: nil
            }
        }
    }
}

extension Orchestrator {
    /// What was asked of a person's institution and refused, by code; who asked and for whom is not kept. A store that
    /// cannot count must not hide the refusal.
    func count(_ refusal: Refusal, of job: CommandJob) async {
        guard let institution = job.caller.institution else { return }
        let code = refusal.code.rawValue
        let now = job.now
        do {
            try await database.write { try $0.count(.refusal, code, of: [institution], at: now) }
        } catch {
            logger.warning("refusal not counted", metadata: ["code": "\(code)"])
        }
    }

    func countingRefusals<Value: Sendable>(
        of job: CommandJob, _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let refusal as Refusal {
            await count(refusal, of: job)
            throw refusal
        }
    }
}
