import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Online follow-up visits and prescriptions (NHC-ID 16–19, NHC-IH 18–20).
struct VisitRoutes: Sendable {
    let services: WebServices

    static let shownDrugs = 50
    static let page = 50

    func add(to routes: inout Routes) {
        routes.on(.get, "/visits", .read) { try await list($0) }
        routes.on(.post, "/visits", .command) { call in
            let fields = try call.fields()
            let draft = VisitDraft(
                patient: PatientID(fields.text("patientId", limit: Limits.id)),
                department: fields.department("departmentCode"),
                hospital: fields.optionalText("hospitalId", limit: Limits.id).map { InstitutionID($0) },
                physician: fields.optionalText("physicianId", limit: Limits.id).map { PractitionerID($0) },
                serviceKind: fields.optionalChoice(
                    "serviceKind", [("familyDoctorService", ServiceKind.familyDoctorService)]))
            try fields.finish()
            let outcome = try await services.orchestrator.openVisit(
                draft, by: call.person, idempotency: call.idempotency)
            return try await show(outcome.record.id, call, status: .created, isReplay: outcome.isReplay)
        }
        routes.on(.get, "/visits/{id}", .read) { call in
            try await show(VisitID(try call.parameter("id")), call)
        }
        routes.on(.get, "/visits/{id}/timeline", .read) { call in
            let found = try await services.visits.timeline(
                of: VisitID(try call.parameter("id")),
                prescription: call.query("prescription").flatMap { Int($0) }, for: call.person)
            guard let found else { throw Problem.notFound }
            return .json(Items(items: found.map(VisitEntryPayload.init)))
        }
        routes.on(.get, "/drugs", .read) { call in
            let found = DrugCatalogue.shipped.search(call.query("text") ?? "", limit: Self.shownDrugs)
            return .json(
                Items(
                    items: found.map {
                        DrugPayload(
                            code: $0.code, name: $0.name, specification: $0.specification,
                            classes: $0.classes.map(\.rawValue))
                    }))
        }
        addVisitCommands(to: &routes)
        addEndings(to: &routes)
        addPrescriptionCommands(to: &routes)
    }

    private func list(_ call: Call) async throws -> Response {
        let box: VisitListing
        switch call.query("box") {
        case nil: box = .all
        case let name?:
            guard let known = VisitListing(rawValue: name) else {
                throw call.wrongQuery(
                    "box", .unknownValue(allowed: VisitListing.allCases.map(\.rawValue)))
            }
            box = known
        }
        let page = try await services.visits.visits(
            box, cursor: call.query("cursor"), limit: Self.page, for: call.person)
        return .json(Items(items: page.items.map(VisitPayload.init), next: page.next))
    }

    private func addVisitCommands(to routes: inout Routes) {
        fileChange(&routes, "/evidence") { fields, file in .addEvidence(fields.visitEvidence(file)) }
        change(&routes, "/risk-notice") { fields, _ in
            .readRiskNotice(version: fields.text("version", limit: Limits.name))
        }
        routes.on(.post, "/visits/{id}/consent", .change) { call in
            try await perform(.giveConsent(try services.consentSigner(call)), call, by: call.person)
        }
        change(&routes, "/open-to-patient") { _, _ in .openToPatient }
        change(&routes, "/exclusions") { fields, _ in .excludeConditions(fields.visitConditions()) }
        change(&routes, "/follow-up") { _, _ in .confirmFollowUp }
        change(&routes, "/start") { _, _ in .start }
        fileChange(&routes, "/exchanges") { fields, file in
            .exchange(
                fields.choice("medium", otherwise: .text),
                Redacted(fields.optionalText("text", limit: ConsultationCore.Limits.messageText) ?? ""),
                file: file)
        }
        change(&routes, "/record-review") { _, _ in .reviewRecord }
        change(&routes, "/companions") { fields, _ in .noteCompanions(fields.visitCompanions()) }
        change(&routes, "/record") { fields, _ in .writeRecord(fields.visitRecord()) }
        change(&routes, "/diagnosis") { fields, _ in
            .diagnose(
                code: fields.coded("code", in: .icd10),
                name: Redacted(fields.text("name", limit: Limits.name)),
                assistance: fields.optionalText("assistance", limit: Limits.name))
        }
        change(&routes, "/opinion") { fields, _ in
            .signOpinion(Redacted(fields.text("text", limit: ConsultationCore.Limits.longText)))
        }
        change(&routes, "/confirm-assistance") { fields, _ in .confirmAssistance(fields.assistedPart()) }
        change(&routes, "/prescriptions") { fields, _ in
            .draftPrescription(
                fields.prescriptionLines(), assistance: fields.optionalText("assistance", limit: Limits.name))
        }
    }

    private func addEndings(to routes: inout Routes) {
        change(&routes, "/complete") { _, _ in .complete }
        change(&routes, "/terminate") { fields, _ in
            .terminate(
                fields.choice("reason", otherwise: .otherUnsuitable),
                advice: Redacted(fields.text("advice", limit: ConsultationCore.Limits.shortText)))
        }
        change(&routes, "/stop-and-refer-offline") { fields, _ in
            .stopAndReferOffline(
                VisitStop(
                    reason: fields.optionalChoice("reason", of: VisitEnding.Reason.self) ?? .criticalIllness,
                    warning: fields.optionalText("warning", limit: ConsultationCore.Limits.shortText)
                        .map(Redacted.init),
                    target: fields.optionalText("target", limit: Limits.name)))
        }
        change(&routes, "/impersonation") { fields, _ in
            .reportImpersonation(Redacted(fields.text("text", limit: ConsultationCore.Limits.shortText)))
        }
    }

    private func addPrescriptionCommands(to routes: inout Routes) {
        let place = "/prescriptions/{number}"
        change(&routes, place + "/sign") { _, number in .signPrescription(number) }
        change(&routes, place + "/approve") { fields, number in
            .approvePrescription(number, note: fields.optionalText("note", limit: Limits.reason) ?? "")
        }
        change(&routes, place + "/reject") { .rejectPrescription($1, reason: $0.reason().value) }
        change(&routes, place + "/route") { fields, number in
            .routePrescription(number, fields.choice("route", otherwise: .pickUp))
        }
        change(&routes, place + "/deliver") { _, number in .deliverPrescription(number) }
        change(&routes, place + "/void") { .voidPrescription($1, reason: $0.reason().value) }
        change(&routes, place + "/evaluate") { fields, number in
            .evaluatePrescription(
                number, fields.choice("verdict", otherwise: .reasonable),
                note: fields.optionalText("note", limit: Limits.reason) ?? "")
        }
    }

    private func change(
        _ routes: inout Routes, _ path: String,
        command: @escaping @Sendable (Fields, Int) -> VisitCommand
    ) {
        routes.on(.post, "/visits/{id}" + path, .change) { call in
            let number = path.contains("{number}") ? Int(try call.parameter("number")) ?? 0 : 0
            let (command, person) = try await services.asked(call) { command($0, number) }
            return try await perform(command, call, by: person)
        }
    }

    /// An act that names a file, which was sent to `files` before.
    private func fileChange(
        _ routes: inout Routes, _ path: String,
        command: @escaping @Sendable (Fields, SealedFile?) -> VisitCommand
    ) {
        routes.on(.post, "/visits/{id}" + path, .change) { call in
            let id = VisitID(try call.parameter("id"))
            guard try await services.visits.visit(id, for: call.person, .ownAct) != nil else {
                throw Problem.notFound
            }
            let fields = try call.fields()
            let file = try await services.visitFile(fields, of: id)
            let command = command(fields, file)
            try fields.finish()
            return try await perform(command, call, by: call.person)
        }
    }

    private func perform(
        _ command: VisitCommand, _ call: Call, by person: SignedIn
    ) async throws -> Response {
        let id = VisitID(try call.parameter("id"))
        let outcome = try await services.orchestrator.perform(
            command, on: id, expectedVersion: call.version, by: person, idempotency: call.idempotency)
        // Nobody talks on in a visit that is over; its recording is sealed.
        if outcome.record.state != .open { await services.rooms.visits.close(id) }
        return try await show(id, call, isReplay: outcome.isReplay, .ownAct)
    }

    private func show(
        _ id: VisitID, _ call: Call, status: HTTPResponse.Status = .ok, isReplay: Bool = false,
        _ access: CaseAccess = .read
    ) async throws -> Response {
        guard let view = try await services.visits.visit(id, for: call.person, access) else {
            throw Problem.notFound
        }
        var headers = WebServices.replay(isReplay)
        headers[.eTag] = "\"\(view.visit.version)\""
        return .json(VisitPayload(view), status: status, headers: headers)
    }
}
