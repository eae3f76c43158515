package import ConsultationCore

/// How far a multidisciplinary consultation has come; two institutions are asked, for one specialty each.
package enum TeamStage: String, Sendable, CaseIterable {
    case draft, asked, oneAccepted, scheduled, inSession, ended, opinionsGiven, summaryWritten, reported
}

extension ConsultationWorld {
    package static var team: ConsultationWorld {
        var world = ConsultationWorld()
        world.price.serviceKind = .remoteMultidisciplinaryTeam
        return world
    }
}

extension ConsultationJourney {
    package static let teamOpening = {
        var opening = ConsultationJourney.opening
        opening.serviceKind = .remoteMultidisciplinaryTeam
        return opening
    }()

    package var teamRequest: ConsultationRequest {
        var request = request
        request.invitee = nil
        request.requestedSpecialty = nil
        request.team = [
            TeamSeat(institution: "inst-province", specialties: [ConsultationWorld.cardiology]),
            TeamSeat(institution: "inst-university", specialties: [ConsultationWorld.neurology]),
        ]
        return request
    }

    package static func team(
        at stage: TeamStage, in world: ConsultationWorld = .team
    ) throws(Refusal) -> ConsultationJourney {
        var journey = ConsultationJourney(world)
        let order = TeamStage.allCases
        let last = order.firstIndex(of: stage) ?? 0
        for (index, step) in order.enumerated() where index <= last { try journey.take(step) }
        return journey
    }

    /// An outpatient visit, agreed upon and about to begin (JL 3).
    package static func outpatient() throws(Refusal) -> ConsultationJourney {
        var journey = ConsultationJourney()
        journey.become(.remoteOutpatient)
        var opening = Self.opening
        opening.serviceKind = .remoteOutpatient
        try journey.perform(.create(opening), by: .attending)
        try journey.perform(.updateDraft(journey.request), by: .attending)
        try journey.perform(.presentConsent(Self.presentation), by: .attending)
        try journey.perform(.signConsent(Self.patientSigner), by: .attending)
        try journey.perform(.submit, by: .attending)
        try journey.perform(.accept(journey.acceptance()), by: .invitedCoordinator)
        return journey
    }

    /// A price of this kind, and a split that the agreement names for it (JL 44¶3).
    package mutating func become(_ kind: ServiceKind) {
        world.price.serviceKind = kind
        world.agreement.negotiatedSplits = [
            NegotiatedSplit(serviceKind: kind, invitingParts: 3, invitedParts: 7)
        ]
    }

    private mutating func take(_ stage: TeamStage) throws(Refusal) {
        switch stage {
        case .draft:
            try perform(.create(Self.teamOpening), by: .attending)
            try perform(.updateDraft(teamRequest), by: .attending)
            try perform(.presentConsent(Self.presentation), by: .attending)
            try perform(.signConsent(Self.patientSigner), by: .attending)
        case .asked: try perform(.submit, by: .attending)
        case .oneAccepted: try perform(.accept(acceptance()), by: .invitedCoordinator)
        case .scheduled:
            try perform(.accept(acceptance(["doc-neurologist"])), by: .universityCoordinator)
        case .inSession:
            try gather()
            try perform(.startSession, by: .system)
        case .ended:
            wait(.minutes(20))
            try perform(.writeNote(text: "已讨论病情。"), by: .specialist)
            try perform(.endSession, by: .attending)
        case .opinionsGiven:
            for person in [Person.specialist, .neurologist] {
                try perform(.saveReportDraft(sections: sections(), signers: []), by: person)
                try perform(.signReport, by: person)
            }
        case .summaryWritten: try perform(.saveSummary(text: "建议择期造影，神经内科随诊。"), by: .specialist)
        case .reported:
            for person in [Person.attending, .specialist, .neurologist] {
                try perform(.signSummary, by: person)
            }
        }
    }

    /// Everybody comes into the room; the recorder runs. `absent` stay away.
    package mutating func gather(without absent: [PractitionerID] = []) throws(Refusal) {
        now = slot.start
        try perform(.recordingSegmentOpened(recording: "rec-1", segment: 1), by: .system)
        let all: [(ParticipantID, PractitionerID)] = [
            ("p-1", "doc-attending"), ("p-2", "doc-specialist"), ("p-3", "doc-neurologist"),
        ]
        for (participant, practitioner) in all where !absent.contains(practitioner) {
            try perform(
                .participantJoined(participant: participant, practitioner: practitioner), by: .system)
        }
    }
}

/// A command of a team, tried at every stage (Protocols/consultation-states.md).
package struct TeamRow: Sendable {
    package let name: String
    package let person: ConsultationWorld.Person
    package let command: @Sendable (ConsultationJourney) -> ConsultationCommand

    init(
        _ name: String, _ person: ConsultationWorld.Person,
        _ command: @escaping @Sendable (ConsultationJourney) -> ConsultationCommand
    ) {
        (self.name, self.person, self.command) = (name, person, command)
    }

    package static let all: [TeamRow] = [
        .init("submit", .attending) { _ in .submit },
        .init("accept (first institution)", .invitedCoordinator) { .accept($0.acceptance()) },
        .init("accept (last institution)", .universityCoordinator) {
            .accept($0.acceptance(["doc-neurologist"]))
        },
        .init("accept (another time)", .universityCoordinator) {
            .accept($0.acceptance(["doc-neurologist"], slot: $0.otherSlot))
        },
        .init("decline (last institution)", .universityCoordinator) { _ in
            .decline(DeclineReason(code: .noSpecialist, text: "专家外出"))
        },
        .init("expireInvitation", .system) { _ in .expireInvitation },
        .init("confirmTeam", .invitingCoordinator) { _ in .confirmTeam },
        .init("confirmSlot", .invitingCoordinator) { _ in .confirmSlot },
        .init("replacePhysician (of the other institution)", .universityCoordinator) { _ in
            .replacePhysician(from: "doc-specialist", to: "doc-neurologist")
        },
        .init("cancel", .invitingCoordinator) { _ in .cancel(reason: "转院") },
        .init("startSession", .system) { _ in .startSession },
        .init("startWithoutAbsent", .attending) { _ in .startWithoutAbsent },
        .init("saveReportDraft", .neurologist) { .saveReportDraft(sections: $0.sections(), signers: []) },
        .init("saveReportDraft (for the other institution)", .neurologist) {
            .saveReportDraft(sections: $0.sections(), signers: ["doc-specialist"])
        },
        .init("signReport", .neurologist) { _ in .signReport },
        .init("saveSummary", .attending) { _ in .saveSummary(text: "联合意见。") },
        .init("signSummary", .attending) { _ in .signSummary },
        .init("issueReport", .specialist) { _ in .issueReport },
        .init("decide", .attending) { _ in .decide(outcome: .adopted, plan: "择期造影") },
    ]
}
