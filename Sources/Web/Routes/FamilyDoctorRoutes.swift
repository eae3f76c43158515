import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Contracts with family doctors (NHC-ID 2, NHC-ID 15), and what the patient may do with the own one.
struct FamilyDoctorRoutes: Sendable {
    let services: WebServices
    let gate: Gate

    private static let path = "/family-doctor-contracts"

    func add(to routes: inout Routes) {
        routes.on(.get, Self.path, .read) { try await list($0) }
        routes.on(.post, Self.path, .command) { try await draft($0) }
        routes.on(.get, "/family-doctor-statistics", .read) { call in
            let found = try await services.orchestrator.familyDoctors.statistics(
                in: try call.period(), for: call.person)
            return .json(FamilyDoctorStatisticsPayload(contracts: found.contracts, visits: found.visits))
        }
        routes.on(.get, Self.path + "/candidates", .read) { call in
            let found = try await services.orchestrator.familyDoctors.candidates(for: call.person)
            return .json(Items(items: found.map { FamilyDoctorPayload.Named(id: $0.id.text, name: $0.name) }))
        }
        routes.on(.get, Self.path + "/{id}", .read) { call in
            try await show(FamilyDoctorContractID(try call.parameter("id")), call)
        }
        change(&routes, "/edit") { fields, _ in .edit(fields.familyDoctorTerms()) }
        change(&routes, "/sign") { fields, services in
            let notice = fields.text("noticeVersion", limit: Limits.name)
            return .sign(notice: notice, try services(fields))
        }
        change(&routes, "/renew") { fields, services in
            let notice = fields.text("noticeVersion", limit: Limits.name)
            return .renew(notice: notice, try services(fields))
        }
        change(&routes, "/withdraw") { fields, _ in .withdraw(reason: fields.reason()) }
        change(&routes, "/end") { fields, _ in .end(reason: fields.reason()) }
        routes.open(.post, Routes.prefix + "/public/family-doctor-contracts/{id}/withdraw") {
            try await withdraw($0, $1)
        }
    }

    /// `command` gets the fields, and a reader of the patient's signature that stores its image.
    private func change(
        _ routes: inout Routes, _ path: String,
        command: @escaping @Sendable (Fields, (Fields) throws -> ConsentSigner) throws -> FamilyDoctorCommand
    ) {
        routes.on(.post, Self.path + "/{id}" + path, .change) { call in
            let id = FamilyDoctorContractID(try call.parameter("id"))
            let fields = try call.fields()
            let command = try command(fields) { try services.consentSigner(of: $0, call) }
            try fields.finish()
            let outcome = try await services.orchestrator.perform(
                command, on: id, expectedVersion: call.version, by: call.person,
                idempotency: call.idempotency)
            return try await show(id, call, isReplay: outcome.isReplay)
        }
    }

    private func list(_ call: Call) async throws -> Response {
        var cursor: (at: Int64, id: String)?
        if let text = call.query("cursor") {
            let parts = text.split(separator: "/")
            guard parts.count == 2, let at = Int64(parts[0]) else {
                throw call.wrongQuery("cursor", .invalid(ofKind: "cursor"))
            }
            cursor = (at, String(parts[1]))
        }
        let page = try await services.orchestrator.familyDoctors.list(before: cursor, for: call.person)
        return .json(Items(items: page.items.map(FamilyDoctorPayload.init), next: page.next))
    }

    private func draft(_ call: Call) async throws -> Response {
        let fields = try call.fields()
        let patient = PatientID(fields.text("patientId", limit: Limits.id))
        let terms = fields.familyDoctorTerms()
        try fields.finish()
        let outcome = try await services.orchestrator.draftFamilyDoctorContract(
            for: patient, terms, by: call.person, idempotency: call.idempotency)
        return try await show(outcome.record.id, call, status: .created, isReplay: outcome.isReplay)
    }

    private func show(
        _ id: FamilyDoctorContractID, _ call: Call, status: HTTPResponse.Status = .ok, isReplay: Bool = false
    ) async throws -> Response {
        let view = try await services.orchestrator.familyDoctors.contract(id, for: call.person)
        guard let view else { throw Problem.notFound }
        var headers = WebServices.replay(isReplay)
        headers[.eTag] = "\"\(view.contract.version)\""
        return .json(FamilyDoctorPayload(view), status: status, headers: headers)
    }

    private func withdraw(_ request: Request, _ context: WebContext) async throws -> Response {
        let patient = try services.patient(of: request)
        guard let id = context.parameters.get("id"), !id.isEmpty, id.utf8.count <= Limits.id else {
            throw Problem.notFound
        }
        let fields = try Call.fields(request, try await gate.json(request, context))
        let reason = fields.reason()
        try fields.finish()
        let contract = FamilyDoctorContractID(id)
        try await services.orchestrator.patientWithdraws(from: contract, reason: reason, by: patient)
        let view = try await services.patients.view(of: patient)
        guard let found = view?.familyDoctors.first(where: { $0.contract.id == contract }) else {
            throw Problem.notFound
        }
        return .json(PatientFamilyDoctorPayload(found))
    }
}

extension Fields {
    fileprivate func familyDoctorTerms() -> FamilyDoctorTerms {
        let items = texts("items", itemLimit: Limits.id, limit: FamilyDoctorItem.allCases.count) ?? []
        let known = items.compactMap(FamilyDoctorItem.init(rawValue:))
        if known.count != items.count {
            note("items", .unknownValue(allowed: FamilyDoctorItem.allCases.map(\.rawValue)))
        }
        return FamilyDoctorTerms(
            department: department("departmentCode"),
            members: (texts(
                "memberIds", itemLimit: Limits.id, limit: FamilyDoctorContract.memberLimit) ?? [])
                .map(PractitionerID.init(_:)),
            items: known, price: optionalText("priceId", limit: Limits.id).map(PriceID.init(_:)))
    }
}
