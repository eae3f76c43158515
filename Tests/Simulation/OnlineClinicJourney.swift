package import ConsultationCore

/// How one institution holds its online visits, set by its administrator and looked at by the service.
package struct OnlineClinicJourney: Sendable {
    package var now = ConsultationWorld.start
    package private(set) var clinic: OnlineClinic?
    package private(set) var effects: [Effect] = []

    package init() {}

    package static let institution = ConsultationWorld().county.id

    package func caller(_ roles: [Role]) -> Caller {
        .member(Caller.Member(account: "acc-admin", institution: Self.institution, roles: roles))
    }

    package mutating func perform(_ command: OnlineClinicCommand, by caller: Caller? = nil) throws {
        let caller = caller ?? (command.action == .look ? .system : self.caller([.institutionAdmin]))
        let decision = try OnlineClinic.decide(
            command, of: Self.institution, on: clinic, by: caller, at: now,
            rules: try VisitJourney().rules)
        effects = decision.effects
        clinic = OnlineClinic.state(after: decision, on: clinic)
    }

    package func refusal(of command: OnlineClinicCommand, by caller: Caller? = nil) -> Refusal? {
        var copy = self
        do {
            try copy.perform(command, by: caller)
            return nil
        } catch { return error as? Refusal }
    }

    /// Around the clock on every day.
    package static let always = (0...6).map {
        OpeningHours(weekday: $0, from: 0, to: OpeningHours.minutesOfDay)
    }

    package static func sample(_ action: OnlineClinicCommand.Action) -> OnlineClinicCommand {
        switch action {
        case .publishNotice: .publishNotice(.standard(.internetVisit))
        case .setEnding: .setEnding(.standard(at: "县医院"))
        case .setHours: .setHours(always)
        case .setDiseases: .setDiseases(["I10"])
        case .namePharmacists:
            .namePharmacists([
                OutsidePharmacist(
                    practitioner: "doc-third", institution: "inst-province", agreement: "审方协议 1 号",
                    validTo: ConsultationWorld.date(2030, 1, 1))
            ])
        case .look: .look(onDuty: 1, waiting: 0)
        }
    }
}
