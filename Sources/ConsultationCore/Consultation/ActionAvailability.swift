/// One thing a caller may do now, or may not yet, and why.
package struct ActionAvailability: Sendable, Equatable {
    package let action: ConsultationAction
    /// Nil when it may be done; otherwise what stands in the way although role and state would allow it.
    package let refusal: Refusal?
}

extension Consultation {
    /// What a page offers to `caller`: every action that role and state allow, with what still stands in its way.
    ///
    /// Commands that need no details are weighed whole; for the others their details are judged when they come.
    package func availableActions(
        for caller: Caller, at now: WallTime, under policy: Policy, facts: Facts
    ) -> [ActionAvailability] {
        var offered: [ActionAvailability] = []
        for action in ConsultationAction.allCases where action != .create {
            let deliberation = Deliberation(
                consultation: self, caller: caller, now: now, policy: policy, facts: facts)
            guard (try? deliberation.gate(action)) != nil else { continue }
            guard isOffered(action) else { continue }
            offered.append(
                ActionAvailability(action: action, refusal: obstacle(to: action, in: deliberation)))
        }
        return offered
    }

    /// Hides what would only repeat what is done: a consent cannot be signed before one lies on the table.
    private func isOffered(_ action: ConsultationAction) -> Bool {
        switch action {
        case .signConsent, .refuseConsent: consent?.state == .presented
        case .withdrawConsent: consent?.state == .signed && consent?.useStoppedAt == nil
        case .recordDiagnosis:
            request.admission.map { $0.definitiveDiagnosisAt == nil } ?? false
        case .handOver: openHolds.contains { invitedInstitutions.contains($0.institution) }
        case .issueReport, .prescribe: false
        case .confirmTeam: isTeam && liveInvitations.contains { $0.state == .accepted }
        case .startWithoutAbsent, .saveSummary, .signSummary: isTeam
        case .openToPatient: isHiddenFromPatient
        case .recordPatient: needsPatientPresent
        case .rejectMaterial: !attachments.isEmpty
        default: true
        }
    }

    private func obstacle(to action: ConsultationAction, in deliberation: Deliberation) -> Refusal? {
        var trial = deliberation
        do throws(Refusal) {
            switch action {
            case .submit: try trial.submit()
            case .confirmSlot: try trial.confirmSlot()
            case .confirmTeam: try trial.confirmTeam()
            case .startWithoutAbsent: try trial.startWithoutAbsent()
            case .signSummary: try trial.weighSummary()
            case .enterRoom: try trial.enterRoom()
            case .endSession: try trial.endSession()
            case .signReport: try trial.weighReport()
            case .accept: try trial.weighAnswer()
            case .decline: try trial.weighAnswer(standing: false)
            default: break
            }
            return nil
        } catch {
            return error
        }
    }
}
