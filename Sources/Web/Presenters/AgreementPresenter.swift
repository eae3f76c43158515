import ConsultationCore
import Orchestration

extension AgreementPayload {
    init(_ view: AgreementView, now: WallTime) {
        let agreement = view.agreement
        func name(_ id: InstitutionID) -> String { view.institutions[id]?.name ?? id.text }
        func act(_ act: AgreementAct) -> Act {
            Act(institution: act.institution.map(name), reason: act.reason, at: Instant(act.at))
        }
        func signature(_ signature: AgreementSignature) -> Signature {
            Signature(
                institutionId: signature.institution.text, institution: name(signature.institution),
                signatory: signature.signatory, authority: signature.authority,
                method: signature.method.rawValue, signedAt: Instant(signature.signedAt),
                contentHash: signature.contentHash.hexadecimal,
                entity: signature.entity.map(LegalEntityPayload.init))
        }
        let shown = agreement.proposal?.text ?? agreement.text
        self.init(
            id: agreement.id.text, version: agreement.version, state: agreement.phase.rawValue,
            stateDisplay: DisplayNames.agreement(agreement.phase), edition: agreement.edition,
            parties: agreement.parties.map {
                Party(id: $0.text, name: name($0), isOperator: $0 == shown?.platformOperator)
            },
            text: agreement.text.map { Text($0, of: agreement.id) },
            signatures: agreement.signatures.map(signature),
            proposal: agreement.proposal.map { proposal in
                Proposal(
                    text: Text(proposal.text, of: agreement.id), draftedBy: name(proposal.draftedBy),
                    submittedAt: proposal.submittedAt.map(Instant.init),
                    signatures: proposal.signatures.map(signature),
                    missingSignatures: proposal.submittedAt == nil
                        ? [] : proposal.missingSignatures.map(name),
                    rejection: proposal.rejection.map(act))
            },
            suspension: agreement.suspension.map(act), ending: agreement.ending.map(act),
            actions: view.actions.map(\.rawValue),
            limits: agreement.openDeadlines.sorted { $0.dueAt < $1.dueAt }.map {
                Limit(
                    kind: $0.kind.rawValue, display: DisplayNames.deadline($0.kind),
                    dueAt: Instant($0.dueAt),
                    overdue: !$0.kind.strikesWhenReached && $0.hasPassed(at: now))
            })
    }
}

extension AgreementPayload.Text {
    init(_ text: AgreementText, of id: AgreementID) {
        self.init(
            partyIds: text.parties.map(\.text), platformOperatorId: text.platformOperator?.text,
            validFrom: text.validFrom.description, validTo: text.validTo.description,
            governingText: text.governingText,
            clauses: Dictionary(
                text.clauses.map { ($0.clause.rawValue, $0.text) }, uniquingKeysWith: { _, last in last }),
            requiredClauses: text.requiredClauses.map(\.rawValue),
            serviceKinds: text.serviceKinds.map(\.rawValue),
            relation: text.relation.map { .init(kind: $0.kind.rawValue, description: $0.description) },
            higherPartyId: text.higherParty?.text,
            diagnosisWorkflows: text.diagnosisWorkflows.map {
                .init(
                    serviceKind: $0.serviceKind.rawValue, text: $0.text,
                    turnaroundMinutes: $0.turnaroundMinutes, standing: $0.isStanding)
            },
            negotiatedSplits: text.negotiatedSplits.map {
                .init(
                    serviceKind: $0.serviceKind.rawValue, invitingParts: $0.invitingParts,
                    invitedParts: $0.invitedParts)
            }, serviceFeeBearerId: text.serviceFeeBearer?.text,
            contentHash: text.content(of: id).digest.hexadecimal)
    }
}

extension AgreementPartnerPayload {
    init(_ institution: Institution) {
        self.init(
            id: institution.id.text, name: institution.name, level: institution.level.rawValue,
            jurisdiction: institution.jurisdiction.text, isHospital: !institution.departments.isEmpty)
    }
}
