import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Training plan, my training, and credits (NHC-TM 四(二)1, JL 46(5)).
struct TrainingRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/training/mine", .read) { try await mine($0) }
        routes.on(.get, "/training/people", .read) { try await people($0) }
        routes.on(.post, "/training/plan", .change) { call in
            let fields = try call.fields()
            let items = fields.trainingPlan()
            try fields.finish()
            let outcome = try await services.orchestrator.adoptTrainingPlan(
                items, expectedVersion: call.version, by: call.person, idempotency: call.idempotency)
            return try await people(call, WebServices.replay(outcome.isReplay))
        }
        for (act, command) in [("sign-in", TrainingEventCommand.signIn), ("sign-out", .signOut)] {
            // Many sign in at once: none of them bases it on a version.
            routes.on(.post, "/training-events/{id}/\(act)", .command) { call in
                try call.fields().finish()
                return try await doOwn(TrainingEvent.self, command, call)
            }
        }
        routes.on(.post, "/my-actions/{id}/complete", .command) { call in
            // Unknown and foreign first: nobody learns whether a foreign record exists.
            let id = try call.parameter("id")
            guard try await services.quality.record(Inspection.self, id, for: call.person) != nil else {
                throw Problem.notFound
            }
            let fields = try call.fields()
            let item = Int(fields.integer("item", in: 0...Int64(Inspection.itemLimit)))
            let text = Redacted(fields.text("text", limit: Limits.reason))
            try fields.finish()
            return try await doOwn(Inspection.self, .complete(item: item, text: text), call)
        }
        routes.on(.get, "/training/credits", .read) { try await credits($0) }
        routes.on(.get, "/training/credits/export", .read) { try await exportCredits($0) }
    }

    private func mine(_ call: Call, _ headers: HTTPFields = [:]) async throws -> Response {
        .json(
            OwnTrainingPayload(try await services.quality.ownTraining(for: call.person)), headers: headers)
    }

    private func people(_ call: Call, _ headers: HTTPFields = [:]) async throws -> Response {
        let found = try await services.quality.trainedPeople(
            of: call.institution, after: call.query("cursor"), limit: try call.pageLimit(), for: call.person)
        return .json(TrainedPeoplePayload(found), headers: headers)
    }

    /// An act of one's own on a record that one need not be allowed to read whole.
    private func doOwn<Record: QualityRecord>(
        _ type: Record.Type, _ command: Record.Command, _ call: Call
    ) async throws -> Response {
        let outcome = try await services.orchestrator.perform(
            type, command, on: try call.parameter("id"), expectedVersion: nil, by: call.person,
            idempotency: call.idempotency)
        return try await mine(call, WebServices.replay(outcome.isReplay))
    }

    private func credits(_ call: Call) async throws -> Response {
        let (first, last) = try call.days()
        let page = try await services.quality.credits(
            of: call.institution, from: first, to: last,
            after: call.query("cursor").flatMap(TrainingPosition.init(cursor:)), limit: try call.pageLimit(),
            for: call.person)
        return .json(
            Items(items: page.items.map { CreditPayload($0.training, name: $0.name) }, next: page.next))
    }

    private func exportCredits(_ call: Call) async throws -> Response {
        let (first, last) = try call.days()
        let page = try await services.quality.credits(
            of: call.institution, from: first, to: last, after: nil, limit: ReportTable.rowLimit,
            for: call.person)
        guard page.next == nil else { throw call.wrongQuery("to", .tooMany(limit: ReportTable.rowLimit)) }
        let place = try await services.quality.institutions(for: call.person)
            .first { $0.id == call.institution ?? call.person.institution.id }
        return try call.report(
            .credits(
                page.items, of: place ?? call.person.institution, from: first, to: last,
                at: services.orchestrator.environment.now(), .pages),
            at: services.orchestrator.environment.now())
    }
}

extension QualityRoutes {
    func trainings(_ routes: inout Routes) {
        let detail: @Sendable (QualityView<TrainingEvent>) -> TrainingEventDetail = {
            TrainingEventDetail($0)
        }
        let path = "/training-events"
        lists(&routes, path, TrainingEvent.self, detail)
        routes.on(.post, path, .command) { call in
            let fields = try call.fields()
            let told = fields.training()
            let about = fields.optionalText("consultationId", limit: Limits.id).map { ConsultationID($0) }
            try fields.finish()
            let id = try call.stableID("training")
            let outcome = try await services.orchestrator.perform(
                TrainingEvent.self, .announce(id: id, call.person.member.institution, told, about: about),
                on: id, expectedVersion: nil, by: call.person, idempotency: call.idempotency, about: about)
            return try await show(
                TrainingEvent.self, id, call, detail, status: .created, isReplay: outcome.isReplay)
        }
        act(
            &routes, path + "/{id}/enter", TrainingEvent.self, detail,
            check: { command, _ in try await demandStaff(command) }
        ) {
            .enter(
                PractitionerID($0.text("practitionerId", limit: Limits.id)),
                InstitutionID($0.text("institutionId", limit: Limits.id)),
                minutes: Int($0.integer("minutes", in: 1...Int64(TrainingEvent.longestMinutes))))
        }
        act(&routes, path + "/{id}/confirm", TrainingEvent.self, detail) { _ in .confirm }
        act(&routes, path + "/{id}/cancel", TrainingEvent.self, detail) {
            .cancel(reason: Redacted($0.text("reason", limit: Limits.reason)))
        }
    }

    /// Whoever is entered belongs where it says.
    private func demandStaff(_ command: TrainingEventCommand) async throws {
        guard case .enter(let practitioner, let institution, _) = command,
            try await services.quality.home(of: practitioner) != institution
        else { return }
        throw Problem(.fieldInvalid([.init("/practitionerId", .unknownPractitioner)]))
    }

    /// Rounds of quality control: plan, check list, and the loop of every finding.
    func inspections(_ routes: inout Routes) {
        let detail: @Sendable (QualityView<Inspection>) -> InspectionDetail = { InspectionDetail($0) }
        let path = "/inspections"
        let items = 0...Int64(Inspection.itemLimit)
        lists(&routes, path, Inspection.self, detail)
        routes.on(.post, path, .command) { call in
            let fields = try call.fields()
            let dueOn = fields.date("dueOn") ?? CivilDate(daysSinceEpoch: 0)
            try fields.finish()
            let id = try call.stableID("inspection")
            let outcome = try await services.orchestrator.perform(
                Inspection.self, .schedule(id: id, call.person.member.institution, dueOn: dueOn), on: id,
                expectedVersion: nil, by: call.person, idempotency: call.idempotency)
            return try await show(
                Inspection.self, id, call, detail, status: .created, isReplay: outcome.isReplay)
        }
        act(&routes, path + "/{id}/record", Inspection.self, detail) {
            .record(on: $0.date("inspectedOn") ?? CivilDate(daysSinceEpoch: 0), $0.checkList())
        }
        act(
            &routes, path + "/{id}/plan", Inspection.self, detail,
            check: { command, view in
                guard case .plan(_, _, let owner, _) = command, view.names[owner] == nil else { return }
                throw Problem(.fieldInvalid([.init("/owner", .invalid)]))
            }
        ) {
            .plan(
                item: Int($0.integer("item", in: items)),
                text: Redacted($0.text("text", limit: Limits.reason)),
                owner: AccountID($0.text("owner", limit: Limits.id)),
                dueOn: $0.date("dueOn") ?? CivilDate(daysSinceEpoch: 0))
        }
        act(&routes, path + "/{id}/complete", Inspection.self, detail) {
            .complete(
                item: Int($0.integer("item", in: items)),
                text: Redacted($0.text("text", limit: Limits.reason)))
        }
        act(&routes, path + "/{id}/check", Inspection.self, detail) {
            .checkEffect(
                item: Int($0.integer("item", in: items)), isEffective: $0.flag("effective"),
                text: Redacted($0.text("text", limit: Limits.reason)))
        }
    }
}
