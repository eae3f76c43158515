/// What the record of a case has and lacks (NHC-TM 四(一)2④): quality control sees the missing items at a glance.
package enum RecordCompleteness {
    package enum Item: String, Codable, Sendable, CaseIterable {
        case invitationReason, invitationPurpose, caseSummary, requestedSpecialty
        case consentSigned, materialConditionSummary, materialMedicalRecord, materialLaboratory
        case attendanceInviting, attendanceInvited, sessionNote, recordingSealed
        case reportSigned, decision, archived
    }

    package enum Standing: String, Codable, Sendable, CaseIterable {
        case present, missing
        /// Its time has not come in the state that the case is in.
        case notYet
    }

    package struct Line: Sendable, Equatable {
        package let item: Item
        package let standing: Standing
    }

    /// The whole list in its order; cancelled and declined cases are judged as far as they came.
    package static func lines(of subject: Consultation) -> [Line] {
        Item.allCases.map { item in
            let standing: Standing =
                isPresent(item, in: subject) ? .present : isDue(item, in: subject) ? .missing : .notYet
            return Line(item: item, standing: standing)
        }
    }

    package static func missing(in subject: Consultation) -> [Item] {
        lines(of: subject).filter { $0.standing == .missing }.map(\.item)
    }

    private static func isPresent(_ item: Item, in subject: Consultation) -> Bool {
        let request = subject.request
        return switch item {
        case .invitationReason: request.invitationReason?.isBlank == false
        case .invitationPurpose: request.invitationPurpose?.isBlank == false
        case .caseSummary: request.caseSummary?.isBlank == false
        case .requestedSpecialty: request.requestedSpecialty != nil
        case .consentSigned: subject.consent?.signedAt != nil && subject.consent?.documentHash != nil
        case .materialConditionSummary: subject.has(.conditionSummary)
        case .materialMedicalRecord: subject.has(.medicalRecordMaterial)
        case .materialLaboratory: subject.has(.laboratoryReport)
        case .attendanceInviting: subject.attended(.inviting)
        case .attendanceInvited: subject.attended(.invited)
        case .sessionNote: subject.note?.text.isBlank == false
        case .recordingSealed: subject.recording?.isSealed ?? false
        case .reportSigned: subject.report?.state == .signed
        case .decision: subject.decision != nil
        case .archived: subject.archive != nil
        }
    }

    /// From which state on it must be there.
    private static func isDue(_ item: Item, in subject: Consultation) -> Bool {
        switch item {
        case .invitationReason, .invitationPurpose, .caseSummary, .requestedSpecialty, .consentSigned:
            subject.state != .draft && subject.state != .cancelled
        case .materialConditionSummary, .materialMedicalRecord, .materialLaboratory, .attendanceInviting,
            .attendanceInvited:
            subject.session.startedAt != nil
        case .sessionNote, .recordingSealed: subject.session.endedAt != nil
        case .reportSigned: subject.session.endedAt != nil && subject.state != .terminated
        case .decision: subject.state == .decided || hasWaited(subject, .decisionDue)
        // It follows the decision by itself, once its own time has come.
        case .archived: hasWaited(subject, .autoArchive)
        }
    }

    private static func hasWaited(_ subject: Consultation, _ kind: Deadline.Kind) -> Bool {
        subject.passedDeadlines.contains { $0.kind == kind }
    }
}

extension Consultation {
    fileprivate func has(_ group: MaterialGroup) -> Bool { attachments.contains { $0.group == group } }

    fileprivate func attended(_ side: PartySide) -> Bool {
        session.presences.contains { $0.side == side && $0.counts }
    }
}
