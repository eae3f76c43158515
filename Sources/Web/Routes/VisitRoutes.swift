import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Online follow-up visits and prescriptions (NHC-ID 16–19, NHC-IH 18–20).
struct VisitRoutes: Sendable {
    let services: WebServices

    static let shownDrugs = 50

    func add(to routes: inout Routes) {
        routes.on(.get, "/visits", .read) { call in
            let views = try await services.directory.visits(for: call.person)
            return .json(Items(items: views.map(VisitPayload.init)))
        }
        routes.on(.post, "/visits", .command) { call in
            let fields = try call.fields()
            let patient = PatientID(fields.text("patientId", limit: Limits.id))
            let department = DepartmentCode(fields.text("departmentCode", limit: Limits.id))
            try fields.finish()
            let outcome = try await services.orchestrator.openVisit(
                of: patient, in: department, by: call.person, idempotency: call.idempotency)
            return try await show(outcome.record.id, call, status: .created, isReplay: outcome.isReplay)
        }
        routes.on(.get, "/visits/{id}", .read) { call in
            try await show(VisitID(try call.parameter("id")), call)
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
        addPrescriptionCommands(to: &routes)
    }

    private func addVisitCommands(to routes: inout Routes) {
        change(&routes, "/evidence") { fields, _ in .addEvidence(fields.visitEvidence()) }
        change(&routes, "/risk-notice") { fields, _ in
            .readRiskNotice(version: fields.text("version", limit: Limits.name))
        }
        change(&routes, "/exclusions") { fields, _ in .excludeConditions(fields.visitConditions()) }
        change(&routes, "/follow-up") { _, _ in .confirmFollowUp }
        change(&routes, "/start") { _, _ in .start }
        change(&routes, "/exchanges") { fields, _ in
            .exchange(
                fields.choice("medium", otherwise: .text),
                Redacted(fields.text("text", limit: ConsultationCore.Limits.messageText)))
        }
        change(&routes, "/record-review") { _, _ in .reviewRecord }
        change(&routes, "/companions") { fields, _ in .noteCompanions(fields.visitCompanions()) }
        change(&routes, "/diagnosis") { fields, _ in
            .diagnose(
                code: fields.text("code", limit: Limits.id),
                name: Redacted(fields.text("name", limit: Limits.name)))
        }
        change(&routes, "/prescriptions") { fields, _ in .draftPrescription(fields.prescriptionLines()) }
        change(&routes, "/complete") { _, _ in .complete }
        change(&routes, "/terminate") { fields, _ in
            .terminate(
                fields.choice("reason", otherwise: .otherUnsuitable),
                advice: Redacted(fields.text("advice", limit: ConsultationCore.Limits.shortText)))
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
    }

    private func change(
        _ routes: inout Routes, _ path: String,
        command: @escaping @Sendable (Fields, Int) -> VisitCommand
    ) {
        routes.on(.post, "/visits/{id}" + path, .change) { call in
            let id = VisitID(try call.parameter("id"))
            let number = path.contains("{number}") ? Int(try call.parameter("number")) ?? 0 : 0
            let (command, person) = try await services.asked(call) { command($0, number) }
            let outcome = try await services.orchestrator.perform(
                command, on: id, expectedVersion: call.version, by: person, idempotency: call.idempotency)
            return try await show(id, call, isReplay: outcome.isReplay)
        }
    }

    private func show(
        _ id: VisitID, _ call: Call, status: HTTPResponse.Status = .ok, isReplay: Bool = false
    ) async throws -> Response {
        guard let view = try await services.directory.visit(id, for: call.person) else {
            throw Problem.notFound
        }
        var headers = WebServices.replay(isReplay)
        headers[.eTag] = "\"\(view.visit.version)\""
        return .json(VisitPayload(view), status: status, headers: headers)
    }
}

extension Fields {
    fileprivate func visitEvidence() -> VisitEvidence {
        let sha256 = text("sha256", limit: 64)
        let digest = Digest(hexadecimal: sha256)
        if digest == nil, has("sha256") { note("sha256", .invalid(ofKind: "SHA-256")) }
        let diagnoses = texts("diagnoses", itemLimit: Limits.id, limit: 20)
        if diagnoses == nil, !has("diagnoses") { note("diagnoses", .required) }
        return VisitEvidence(
            kind: choice("kind", otherwise: .outpatientRecord),
            institutionName: text("institutionName", limit: Limits.name),
            diagnosedOn: date("diagnosedOn") ?? CivilDate(daysSinceEpoch: 0), diagnoses: diagnoses ?? [],
            document: digest ?? Digest(of: ""))
    }

    fileprivate func visitConditions() -> [VisitCondition] {
        let names = texts("conditions", itemLimit: Limits.id, limit: VisitCondition.allCases.count) ?? []
        let conditions = names.compactMap(VisitCondition.init(rawValue:))
        if conditions.count != names.count {
            note("conditions", .unknownValue(allowed: VisitCondition.allCases.map(\.rawValue)))
        }
        return conditions
    }

    fileprivate func visitCompanions() -> VisitCompanions {
        VisitCompanions(
            guardianName: Redacted(text("guardianName", limit: Limits.name)),
            guardianRelation: text("guardianRelation", limit: Limits.name),
            specialistName: text("specialistName", limit: Limits.name),
            specialistLicence: text("specialistLicence", limit: Limits.name),
            specialistSpecialty: text("specialistSpecialty", limit: Limits.name))
    }

    fileprivate func prescriptionLines() -> [Prescription.Line] {
        let lines = children("lines", limit: InternetVisit.lineLimit)
        if lines == nil, !has("lines") { note("lines", .required) }
        return (lines ?? []).map {
            Prescription.Line(
                drug: $0.text("code", limit: Limits.id), quantity: Int($0.integer("quantity", in: 1...999)),
                usage: $0.text("usage", limit: Limits.name))
        }
    }
}
