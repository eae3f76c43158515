package import ConsultationCore

/// One upload duty on its way.
package struct UploadJourney: Sendable {
    package var policy: Policy
    package private(set) var duty: UploadDuty?
    package private(set) var journal: [UploadDutyEvent] = []
    package private(set) var effects: [Effect] = []
    package var now: WallTime

    package init(policy: Policy = .jilin, at now: WallTime = ConsultationWorld.start) {
        self.policy = policy
        self.now = now
    }

    package static func trigger(requestedAt: WallTime) -> UploadTrigger {
        .patientRequest(requestedAt: requestedAt, requester: "李四", relation: .closeRelative)
    }

    package enum Opening: Sendable { case request, future }

    package func openingRefusal(_ opening: Opening) throws -> Refusal? {
        let instant = opening == .request ? now : now + TimeSpan(milliseconds: 1)
        return refusal(of: Self.open(Self.trigger(requestedAt: instant)))
    }

    package static func open(_ trigger: UploadTrigger) -> UploadDutyCommand {
        .open(
            UploadDutyOpening(
                id: "duty-1", institution: "inst-county", patient: "pat-1", consultation: "case-1",
                admittedAt: nil, trigger: trigger))
    }

    package static func opened(by trigger: UploadTrigger? = nil) throws(Refusal) -> UploadJourney {
        var journey = UploadJourney()
        try journey.perform(open(trigger ?? Self.trigger(requestedAt: journey.now)))
        return journey
    }

    package func caller(_ command: UploadDutyCommand) -> Caller {
        let world = ConsultationWorld()
        return switch command {
        case .acknowledge, .deadlinePassed: .system
        case .returnItem: world.caller(.specialist, verifiedAt: now)
        case .open, .linkConsultation, .declareNoLaboratoryReport, .close, .attachEvidence:
            world.caller(.attending, verifiedAt: now)
        }
    }

    package func weigh(
        _ command: UploadDutyCommand, by other: Caller? = nil
    ) throws(Refusal) -> UploadDutyDecision {
        try UploadDuty.decide(
            command, on: duty, by: other ?? caller(command), at: now, under: policy,
            facts: ConsultationWorld().facts)
    }

    package mutating func perform(_ command: UploadDutyCommand, by other: Caller? = nil) throws(Refusal) {
        let decision = try weigh(command, by: other)
        for event in decision.events {
            if duty == nil { duty = UploadDuty(first: event) } else { duty?.apply(event) }
        }
        journal += decision.events
        effects += decision.effects
    }

    package func refusal(of command: UploadDutyCommand, by other: Caller? = nil) -> Refusal? {
        do throws(Refusal) {
            _ = try weigh(command, by: other)
            return nil
        } catch {
            return error
        }
    }

    /// One item of a group arrives at the store of an institution.
    package mutating func deliver(
        _ group: MaterialGroup, to institution: InstitutionID = "inst-province"
    ) throws(Refusal) {
        try perform(
            .acknowledge(
                group: group, attachment: AttachmentID("att-\(group.rawValue)"), institution: institution))
    }
}
