import ConsultationCore
import Orchestration

extension CustodyPayload {
    init(_ view: CustodyView) {
        let custody = view.custody
        let consultation = view.consultation
        func name(_ institution: InstitutionID) -> String { view.institutions[institution]?.name ?? "" }
        self.init(
            consultationId: consultation.id.text, number: consultation.number.text,
            version: custody?.version ?? 0, state: view.state.rawValue,
            stateDisplay: DisplayNames.custody(view.state), sealedAt: custody?.seal.map { Instant($0.at) },
            sealGround: custody?.seal?.ground, isArchived: consultation.state == .archived,
            packages: (custody?.packages ?? []).map { package in
                Package(
                    institution: name(package.institution),
                    side: (package.institution == consultation.inviting ? PartySide.inviting : .invited)
                        .rawValue,
                    sha256: package.sha256.hexadecimal, size: package.size,
                    storedAt: Instant(package.storedAt))
            },
            manifestHash: consultation.archive?.manifestHash.hexadecimal,
            retention: custody?.retention.map {
                Retention(
                    recordTo: $0.recordTo.description, mediaTo: $0.mediaTo.description,
                    logTo: max($0.recordTo, $0.mediaTo).description)
            }, disposedAt: custody?.disposal.map { Instant($0.at) },
            holds: (custody?.holds ?? []).map {
                Hold(
                    id: $0.id, ground: $0.ground, reference: $0.reference, at: Instant($0.at),
                    liftedAt: $0.liftedAt.map(Instant.init), mayLift: view.mayLift.contains($0.id))
            }, requests: (custody?.requests ?? []).reversed().map { CustodyRequestPayload($0, in: view) },
            entries: view.entries.map {
                Entry(
                    side: $0.side.rawValue, institution: name($0.institution), author: $0.author.text,
                    at: Instant($0.authoredAt), signatures: $0.signatures.count,
                    contentHash: $0.signatures.last?.content.hexadecimal)
            },
            mayAsk: view.mayAsk.map { Choice(value: $0.rawValue, display: DisplayNames.custodyRequest($0)) },
            purposes: AccessPurpose.allCases.map {
                Choice(value: $0.rawValue, display: DisplayNames.purpose($0))
            }, mayHold: view.mayHold, mayTakePackage: view.mayTakePackage)
    }
}

extension CustodyRequestPayload {
    init(_ request: CustodyRequest, in view: CustodyView) {
        func person(_ member: Caller.Member, _ at: WallTime) -> Person {
            Person(
                name: view.names[member.account] ?? "",
                institution: view.institutions[member.institution]?.shortName ?? "", at: Instant(at))
        }
        self.init(
            id: request.id, consultationId: view.consultation.id.text, number: view.consultation.number.text,
            kind: request.kind.rawValue, kindDisplay: DisplayNames.custodyRequest(request.kind),
            state: request.state.rawValue, stateDisplay: DisplayNames.custodyRequestState(request.state),
            purpose: request.purpose.rawValue, purposeDisplay: DisplayNames.purpose(request.purpose),
            ground: request.ground, by: person(request.by, request.at),
            approvals: request.approvals.map { person($0.by, $0.at) },
            approvalsNeeded: request.kind.approvalsNeeded,
            rejection: request.rejection.map { person($0.by, $0.at) },
            rejectionReason: request.rejection?.reason,
            usableUntil: request.usableUntil.map(Instant.init),
            mayAnswer: view.mayAnswer.contains(request.id))
    }
}
