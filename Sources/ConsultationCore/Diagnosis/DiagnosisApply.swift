extension DiagnosisOrder {
    package typealias Change = DiagnosisChange

    package init?(first event: RecordEvent<DiagnosisChange>) {
        guard case .drafted(let opening, let inviting) = event.change, let member = event.by.member else {
            return nil
        }
        self.init(
            id: opening.id, number: opening.number, inviting: inviting, patient: opening.patient,
            createdBy: member.account, createdAt: event.at, version: 1, state: .draft, stateSince: event.at,
            request: opening.request, items: [], consent: nil, terms: nil, charge: nil, assignment: nil,
            returns: [], report: nil, ending: nil, violations: [], passedDeadlines: [],
            policyVersion: event.policyVersion)
    }

    package mutating func apply(_ event: RecordEvent<DiagnosisChange>) {
        version += 1
        switch event.change {
        case .drafted: break
        case .edited(let next): request = next
        case .itemAdded(let item): items.append(item)
        case .itemRemoved(let id): items.removeAll { $0.id == id }
        case .consentPresented, .consentSigned, .consentWithdrawn: applyConsent(event)
        case .submitted(let agreed, let fee):
            terms = agreed
            charge = fee
            policyVersion = event.policyVersion
            enter(.sent, at: event.at)
        case .acceptedByArrangement(let agreement):
            acceptance = ArrangementAcceptance(agreement: agreement, at: event.at)
        case .routed, .assigned, .takenUp, .returned, .resubmitted: applyReading(event)
        case .reported(let signed):
            report = signed
            enter(.reported, at: event.at)
        case .chargeBecameBillable: charge?.state = .billable
        case .addendumAdded(let addendum): report?.addenda.append(addendum)
        case .closed(let note):
            ending = DiagnosisEnding(note: note, by: event.by, at: event.at, isConsentWithdrawn: false)
            enter(.closed, at: event.at)
        case .cancelled(let reason, let isConsentWithdrawn):
            ending = DiagnosisEnding(
                note: reason, by: event.by, at: event.at, isConsentWithdrawn: isConsentWithdrawn)
            enter(.cancelled, at: event.at)
        case .violationRaised(let violation): violations.append(violation)
        case .deadlinePassed(let kind, let dueAt):
            passedDeadlines.append(PassedDeadline(kind: kind, dueAt: dueAt, at: event.at))
        }
    }

    private mutating func applyConsent(_ event: RecordEvent<DiagnosisChange>) {
        switch event.change {
        case .consentPresented(let presented): consent = presented
        case .consentSigned(let signer, let hash):
            consent?.state = .signed
            consent?.signer = signer
            consent?.signedAt = event.at
            consent?.documentHash = hash
        case .consentWithdrawn(let reason):
            if report == nil {
                consent?.state = .withdrawn
                consent?.endedAt = event.at
            } else {
                consent?.useStoppedAt = event.at
            }
            consent?.endReason = reason
        default: break
        }
    }

    private mutating func applyReading(_ event: RecordEvent<DiagnosisChange>) {
        switch event.change {
        case .routed(let practitioner, let passedOver):
            assignment = DiagnosisAssignment(
                practitioner: practitioner, at: event.at, passedOver: passedOver, takenUpAt: nil)
            enter(practitioner == nil ? .sent : .assigned, at: event.at)
        case .assigned(let practitioner):
            assignment = DiagnosisAssignment(
                practitioner: practitioner, at: event.at, passedOver: [], takenUpAt: nil)
            enter(.assigned, at: event.at)
        case .takenUp(let practitioner):
            let passedOver = assignment?.passedOver ?? []
            assignment = DiagnosisAssignment(
                practitioner: practitioner, at: assignment?.at ?? event.at, passedOver: passedOver,
                takenUpAt: event.at)
            enter(.reading, at: event.at)
        case .returned(let back):
            returns.append(back)
            enter(.returned, at: event.at)
        case .resubmitted(let dueAt):
            if !returns.isEmpty { returns[returns.count - 1].answeredAt = event.at }
            terms?.dueAt = dueAt
            enter(.sent, at: event.at)
        default: break
        }
    }

    private mutating func enter(_ next: State, at instant: WallTime) {
        state = next
        stateSince = instant
    }
}
