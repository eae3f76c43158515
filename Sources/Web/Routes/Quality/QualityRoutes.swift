import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Adverse events, complaints, data breaches, disputes and record samples: lists, single records, and their acts.
struct QualityRoutes: Sendable {
    let services: WebServices

    var now: WallTime { services.orchestrator.environment.now() }

    func add(to routes: inout Routes) {
        adverseEvents(&routes)
        complaints(&routes)
        breaches(&routes)
        disputes(&routes)
        samples(&routes)
        findings(&routes)
        inspections(&routes)
        trainings(&routes)
    }

    /// `GET path` and `GET path/{id}`.
    func lists<Record: QualityRecord, Detail: Encodable & SendableMetatype>(
        _ routes: inout Routes, _ path: String, _ type: Record.Type,
        _ detail: @escaping @Sendable (QualityView<Record>) -> Detail
    ) {
        routes.on(.get, path, .read) { call in
            let institution = call.query("institution").flatMap { $0.isEmpty ? nil : InstitutionID($0) }
            let page = try await services.quality.records(
                type, of: institution, isOpen: call.query("state") == "open", cursor: call.query("cursor"),
                limit: try call.pageLimit(), for: call.person)
            let now = now
            return .json(
                Items(
                    items: page.items.map {
                        QualityPayload(head: QualityHead($0, now: now), detail: detail($0))
                    },
                    next: page.next))
        }
        routes.on(.get, path + "/{id}", .read) { call in
            try await show(type, try call.parameter("id"), call, detail)
        }
    }

    /// `POST path/{id}/act` with `If-Match`.
    func act<Record: QualityRecord, Detail: Encodable & SendableMetatype>(
        _ routes: inout Routes, _ path: String, _ type: Record.Type,
        _ detail: @escaping @Sendable (QualityView<Record>) -> Detail,
        check: @escaping @Sendable (Record.Command, QualityView<Record>) async throws -> Void = { _, _ in },
        _ command: @escaping @Sendable (Fields) -> Record.Command
    ) {
        routes.on(.post, path, .change) { call in
            let key = try call.parameter("id")
            let view = try await known(type, key, call)
            let fields = try call.fields()
            let command = command(fields)
            try fields.finish()
            try await check(command, view)
            let outcome = try await services.orchestrator.perform(
                type, command, on: key, expectedVersion: call.version, by: call.person,
                idempotency: call.idempotency)
            return try await show(type, key, call, detail, isReplay: outcome.isReplay)
        }
    }

    /// Unknown and foreign first: nobody learns whether a foreign record exists.
    func known<Record: QualityRecord>(
        _ type: Record.Type, _ key: String, _ call: Call
    ) async throws -> QualityView<Record> {
        guard let view = try await services.quality.record(type, key, for: call.person) else {
            throw Problem.notFound
        }
        return view
    }

    func show<Record: QualityRecord>(
        _ type: Record.Type, _ key: String, _ call: Call,
        _ detail: @Sendable (QualityView<Record>) -> some Encodable, status: HTTPResponse.Status = .ok,
        isReplay: Bool = false
    ) async throws -> Response {
        let view = try await known(type, key, call)
        guard QualityQueries.readers.contains(where: call.person.member.roles.contains) else {
            throw Problem(.roleRequired(QualityQueries.readers))
        }
        var headers = WebServices.replay(isReplay)
        headers[.eTag] = "\"\(view.record.version)\""
        return .json(
            QualityPayload(head: QualityHead(view, now: now), detail: detail(view)), status: status,
            headers: headers)
    }

    // MARK: The kinds

    private func adverseEvents(_ routes: inout Routes) {
        let detail: @Sendable (QualityView<AdverseEvent>) -> AdverseEventDetail = { AdverseEventDetail($0) }
        lists(&routes, "/adverse-events", AdverseEvent.self, detail)
        routes.on(.post, "/adverse-events", .command) { try await report($0) }
        act(&routes, "/adverse-events/{id}/assess", AdverseEvent.self, detail) {
            .assess(
                AdverseEventAssessment(
                    grade: $0.choice("grade", otherwise: .nearMiss),
                    cause: Redacted($0.text("cause", limit: Limits.reason)),
                    measures: Redacted($0.text("measures", limit: Limits.reason))))
        }
        act(&routes, "/adverse-events/{id}/report", AdverseEvent.self, detail) {
            .reportToAuthority($0.filedReport(), $0.choice("target", otherwise: .healthAuthority))
        }
        act(&routes, "/adverse-events/{id}/close", AdverseEvent.self, detail) {
            .close(summary: Redacted($0.text("summary", limit: Limits.reason)))
        }
    }

    /// The answer tells the number and nothing else: whoever reports need not be one who may read.
    private struct Reported: Encodable {
        let id: String
        let stateDisplay: String
        let anonymous: Bool
    }

    private func report(_ call: Call) async throws -> Response {
        let fields = try call.fields()
        let told = AdverseEventTold(
            category: fields.choice("category", otherwise: .other),
            grade: fields.choice("grade", otherwise: .nearMiss),
            occurredAt: WallTime(milliseconds: fields.instant("occurredAt")),
            description: Redacted(fields.text("description", limit: Limits.reason)),
            measures: Redacted(fields.optionalText("measures", limit: Limits.reason) ?? ""),
            drugReaction: fields.child("drugReaction")?.drugReaction())
        let about = fields.optionalText("consultationId", limit: Limits.id).map { ConsultationID($0) }
        let isAnonymous = fields.optionalFlag("anonymous") ?? false
        try fields.finish()
        let event: AdverseEvent
        if isAnonymous {
            event = try await services.orchestrator.reportAnonymously(
                told, about: about, id: try call.unnamedID("adverseEvent"), by: call.person)
        } else {
            let id = try call.stableID("adverseEvent")
            event = try await services.orchestrator.perform(
                AdverseEvent.self,
                .report(
                    id: id, call.person.member.institution, told, about: about, .named(call.person.account)),
                on: id, expectedVersion: nil, by: call.person, idempotency: call.idempotency, about: about
            ).record
        }
        return .json(
            Reported(
                id: event.id, stateDisplay: DisplayNames.adverseEvent(event.state), anonymous: isAnonymous),
            status: .created)
    }

    private func complaints(_ routes: inout Routes) {
        let detail: @Sendable (QualityView<Complaint>) -> ComplaintDetail = { ComplaintDetail($0) }
        lists(&routes, "/complaints", Complaint.self, detail)
        act(&routes, "/complaints/{id}/take", Complaint.self, detail) { _ in .take }
        act(&routes, "/complaints/{id}/answer", Complaint.self, detail) {
            .answer(Redacted($0.text("text", limit: Limits.reason)))
        }
        act(&routes, "/complaints/{id}/close", Complaint.self, detail) {
            .close(outcome: Redacted($0.text("outcome", limit: Limits.reason)))
        }
    }

    private func breaches(_ routes: inout Routes) {
        let detail: @Sendable (QualityView<DataBreach>) -> DataBreachDetail = { DataBreachDetail($0) }
        lists(&routes, "/data-breaches", DataBreach.self, detail)
        routes.on(.post, "/data-breaches", .command) { call in
            let fields = try call.fields()
            let told = DataBreachTold(
                detectedAt: WallTime(milliseconds: fields.instant("detectedAt")),
                patients: Int(fields.integer("patients", in: 0...Int64(DataBreachTold.patientLimit))),
                items: fields.words("items", of: DataBreach.Item.self),
                description: Redacted(fields.text("description", limit: Limits.reason)))
            try fields.finish()
            let id = try call.stableID("dataBreach")
            let outcome = try await services.orchestrator.perform(
                DataBreach.self, .open(id: id, call.person.member.institution, told), on: id,
                expectedVersion: nil, by: call.person, idempotency: call.idempotency)
            return try await show(
                DataBreach.self, id, call, detail, status: .created, isReplay: outcome.isReplay)
        }
        act(&routes, "/data-breaches/{id}/contain", DataBreach.self, detail) {
            .contain(measures: Redacted($0.text("measures", limit: Limits.reason)))
        }
        act(&routes, "/data-breaches/{id}/report", DataBreach.self, detail) { .report($0.filedReport()) }
        act(&routes, "/data-breaches/{id}/close", DataBreach.self, detail) {
            .close(summary: Redacted($0.text("summary", limit: Limits.reason)))
        }
    }

    private func disputes(_ routes: inout Routes) {
        let detail: @Sendable (QualityView<MedicalDispute>) -> MedicalDisputeDetail = {
            MedicalDisputeDetail($0)
        }
        lists(&routes, "/disputes", MedicalDispute.self, detail)
        routes.on(.post, "/disputes", .command) { call in
            let fields = try call.fields()
            let about = ConsultationID(fields.text("consultationId", limit: Limits.id))
            let claim = Redacted(fields.text("claim", limit: Limits.reason))
            try fields.finish()
            let id = try call.stableID("dispute")
            let outcome = try await services.orchestrator.perform(
                MedicalDispute.self,
                .open(id: id, by: call.person.member.institution, about: about, claim: claim),
                on: id, expectedVersion: nil, by: call.person, idempotency: call.idempotency, about: about)
            return try await show(
                MedicalDispute.self, id, call, detail, status: .created, isReplay: outcome.isReplay)
        }
        act(&routes, "/disputes/{id}/proceed", MedicalDispute.self, detail) {
            .proceed(
                $0.choice("route", otherwise: .negotiation),
                reference: $0.text("reference", limit: Limits.name))
        }
        act(&routes, "/disputes/{id}/close", MedicalDispute.self, detail) {
            .close(outcome: Redacted($0.text("outcome", limit: Limits.reason)))
        }
        routes.on(.post, "/disputes/{id}/evidence", .command) { call in
            let id = try call.parameter("id")
            _ = try await known(MedicalDispute.self, id, call)
            try call.fields().finish()
            let file = try TemporaryFile()
            guard
                let (manifest, digest) = try await services.orchestrator.exportEvidence(
                    of: id, to: file.path, by: call.person)
            else { throw Problem.notFound }
            var response = try file.response(
                named: "争议证据_\(manifest.number).tar", type: "application/x-tar")
            response.headers[.manifestDigest] = digest.hexadecimal
            return response
        }
    }

    private func samples(_ routes: inout Routes) {
        let detail: @Sendable (QualityView<RecordSample>) -> RecordSampleDetail = { RecordSampleDetail($0) }
        lists(&routes, "/record-samples", RecordSample.self, detail)
        routes.on(.post, "/record-samples", .command) { call in
            let fields = try call.fields()
            let period = fields.period("period")
            try fields.finish()
            guard let period else { throw Problem.notFound }
            let outcome = try await services.orchestrator.drawSample(
                of: period, by: call.person, idempotency: call.idempotency)
            return try await show(
                RecordSample.self, outcome.record.key, call, detail, status: .created,
                isReplay: outcome.isReplay)
        }
        act(&routes, "/record-samples/{id}/score", RecordSample.self, detail) { .score($0.scoreSheet()) }
        act(&routes, "/record-samples/{id}/feedback", RecordSample.self, detail) {
            .sendFeedback(Redacted($0.text("text", limit: Limits.reason)))
        }
        act(&routes, "/record-samples/{id}/acknowledge", RecordSample.self, detail) {
            .acknowledge(Redacted($0.text("text", limit: Limits.reason)))
        }
    }
}

extension HTTPField.Name {
    /// Digest of the manifest inside the package, as the journal keeps it.
    static let manifestDigest = HTTPField.Name("X-Manifest-Digest") ?? .eTag
}
