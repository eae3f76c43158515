package import ConsultationCore
import Storage

/// One person with every line of the plan.
package struct TrainedPerson: Sendable {
    package let practitioner: Practitioner
    package let lines: [TrainingLine]
}

package struct TrainedPeople: Sendable {
    package let plan: TrainingPlan?
    package let items: [TrainedPerson]
    package let next: String?
}

/// A training as one of the staff sees it.
package struct OpenTraining: Sendable {
    package let event: TrainingEvent
    package let organiser: String
    package let attendee: TrainingAttendee?
    package let maySignIn: Bool
    package let maySignOut: Bool
}

package struct OwnTraining: Sendable {
    package let practitioner: Practitioner?
    package let lines: [TrainingLine]
    package let open: [OpenTraining]
    package let records: [KeptTraining]
    /// Actions on findings of quality control that are the person's own.
    package let actions: [OwnAction]
}

/// What a finding of quality control wants this person to do.
package struct OwnAction: Sendable {
    package let inspection: Inspection
    package let item: Int
}

package struct CreditLine: Sendable {
    package let training: KeptTraining
    package let name: String
}

package struct CreditPage: Sendable {
    package let items: [CreditLine]
    package let next: String?
}

extension QualityQueries {
    /// Trainings ahead that are shown to staff, and records shown of one person.
    static let openTrainings = 50
    static let ownRecords = 100

    /// My training: what the plan asks of me, what is ahead, what I have had.
    package func ownTraining(for signedIn: SignedIn) async throws -> OwnTraining {
        let now = environment.now()
        let own = signedIn.institution.id
        return try await database.read { transaction in
            let scope = transaction.scope(own)
            let plan = try transaction.system.record(TrainingPlan.self, own.text)
            let person = signedIn.practitioner
            let completions = try person.map { try transaction.trainings(of: $0.id) } ?? []
            let ahead = try scope.qualityRecords(
                TrainingEvent.self, isOpen: true, before: nil, limit: Self.openTrainings)
            let rounds = try scope.qualityRecords(
                Inspection.self, isOpen: true, before: nil, limit: Self.openTrainings)
            return OwnTraining(
                practitioner: person,
                lines: person == nil ? [] : (plan?.items ?? []).lines(completions, on: CivilDate(now)),
                open: try ahead.map {
                    OpenTraining(
                        $0, organiser: try transaction.institution($0.institution)?.name ?? "",
                        for: person?.id, at: now)
                },
                records: try person.map {
                    try transaction.attendances(of: $0.id, limit: Self.ownRecords)
                } ?? [],
                actions: rounds.flatMap { round in
                    round.items.enumerated().filter {
                        $0.element.waitsForDoing && $0.element.actions.last?.owner == signedIn.account
                    }.map { OwnAction(inspection: round, item: $0.offset) }
                })
        }
    }

    /// Plan and people of the own institution, or of one in the territory.
    package func trainedPeople(
        of institution: InstitutionID?, after cursor: String?, limit: Int, for signedIn: SignedIn
    ) async throws -> TrainedPeople {
        let limit = min(max(1, limit), CaseQueries.pageLimit)
        let today = CivilDate(environment.now())
        return try await database.read { transaction in
            let place = try transaction.place(institution, for: signedIn)
            let plan = try transaction.system.record(TrainingPlan.self, place.id.text)
            let found = try transaction.scope(place.id)
                .practitioners(after: cursor.map(PractitionerID.init(_:)), limit: limit + 1)
            return TrainedPeople(
                plan: plan,
                items: try found.prefix(limit).map {
                    TrainedPerson(
                        practitioner: $0,
                        lines: (plan?.items ?? []).lines(try transaction.trainings(of: $0.id), on: today))
                }, next: found.count > limit ? found[limit - 1].id.text : nil)
        }
    }

    package func home(of practitioner: PractitionerID) async throws -> InstitutionID? {
        try await database.read { try $0.home(of: practitioner) }
    }

    /// Attendance and credits of the own staff, day by day (JL-46c).
    package func credits(
        of institution: InstitutionID?, from first: CivilDate, to last: CivilDate,
        after cursor: TrainingPosition?, limit: Int, for signedIn: SignedIn
    ) async throws -> CreditPage {
        try await database.read { transaction in
            let place = try transaction.place(institution, for: signedIn)
            let found = try transaction.scope(place.id)
                .attendances(from: first, to: last, after: cursor, limit: limit + 1)
            return CreditPage(
                items: try found.prefix(limit).map {
                    CreditLine(
                        training: $0, name: try transaction.practitioner($0.practitioner)?.name ?? "")
                }, next: found.count > limit ? TrainingPosition(found[limit - 1]).cursor : nil)
        }
    }
}

extension OpenTraining {
    init(_ event: TrainingEvent, organiser: String, for person: PractitionerID?, at now: WallTime) {
        self.event = event
        self.organiser = organiser
        let known = person.flatMap { event.index(of: $0) }.map { event.attendees[$0] }
        attendee = known
        let isNow = now >= event.told.slot.start - TrainingEvent.signInLead && now <= event.told.slot.end
        let isLecture = event.told.form == .lecture && person != nil
        maySignIn = isLecture && isNow && known == nil
        maySignOut = isLecture && known?.signedInAt != nil && known?.signedOutAt == nil
    }
}

extension TrainingPosition {
    init(_ training: KeptTraining) {
        self.init(
            completedOn: training.completedOn, practitioner: training.practitioner, event: training.event)
    }

    package var cursor: String { "\(completedOn)|\(practitioner.text)|\(event)" }

    package init?(cursor: String) {
        let parts = cursor.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let day = CivilDate(parts[0]) else { return nil }
        self.init(completedOn: day, practitioner: PractitionerID(parts[1]), event: parts[2])
    }
}
