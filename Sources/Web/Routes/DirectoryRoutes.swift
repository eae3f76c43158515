import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Institutions, practitioners, patients, prices: master data in the caller's scope.
struct DirectoryRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/institutions", .read) { call in
            let partners = try await services.directory.institutions(for: call.person)
            return .json(Items(items: partners.map(InstitutionPayload.init)))
        }
        routes.on(.get, "/institutions/{id}/practitioners", .read) { try await practitioners($0) }
        routes.on(.get, "/patients", .read) { try await patients($0) }
        routes.on(.post, "/patients", .command) { try await register($0) }
        routes.on(.get, "/patients/{id}", .read) { try await patient($0) }
        routes.on(.get, "/prices", .read) { try await prices($0) }
        routes.open(.get, Routes.prefix + "/public/prices") { _, _ in try await publicPrices() }
    }

    /// With `consultation` the qualification is judged for that case: its specialty, its day, its province.
    private func practitioners(_ call: Call) async throws -> Response {
        let staff = try await services.directory.staff(
            of: InstitutionID(try call.parameter("id")),
            forCase: call.query("consultation").map(ConsultationID.init(_:)), for: call.person)
        guard let staff else { throw Problem.notFound }
        return .json(Items(items: staff.map(PractitionerPayload.init)))
    }

    private func patients(_ call: Call) async throws -> Response {
        try mayCare(call)
        let query = (call.query("q") ?? "").trimmed
        guard query.unicodeScalars.count <= Limits.search else {
            throw call.wrongQuery("q", .tooLong(limit: Limits.search))
        }
        let found = try await services.directory.patients(matching: query, for: call.person)
        return .json(Items(items: found.map(PatientPayload.init)))
    }

    private func register(_ call: Call) async throws -> Response {
        try mayCare(call)
        let fields = try call.fields()
        let registration = fields.patientRegistration()
        try fields.finish()
        let outcome = try await services.orchestrator.registerPatient(
            registration, by: call.person, idempotency: call.idempotency)
        return .json(
            PatientPayload(outcome.patient), status: .created, headers: WebServices.replay(outcome.isReplay))
    }

    private func patient(_ call: Call) async throws -> Response {
        try mayCare(call)
        let id = PatientID(try call.parameter("id"))
        // The purpose is a closed word: free text would carry clinical content into addresses and logs.
        guard call.query("purpose") == "care" else { throw Problem.purposeRequired }
        guard let found = try await services.directory.patient(id, purpose: "care", for: call.person) else {
            throw Problem.notFound
        }
        return .json(PatientRecordPayload(found))
    }

    /// Patients are for those who treat them; finance, operators and auditors have no part in that (JL-36).
    private func mayCare(_ call: Call) throws(Problem) {
        let roles: [Role] = [.physician, .invitationCoordinator, .qualityController]
        guard roles.contains(where: { call.person.member.roles.contains($0) }) else {
            throw Problem(.roleRequired(roles))
        }
    }

    private func prices(_ call: Call) async throws -> Response {
        var found = try await services.directory.publishedPrices(
            of: call.query("institution").map(InstitutionID.init(_:)))
        if let name = call.query("serviceKind") {
            guard let kind = ServiceKind(rawValue: name) else {
                let allowed = ServiceKind.allCases.map(\.rawValue)
                throw call.wrongQuery("serviceKind", .unknownValue(allowed: allowed))
            }
            found = found.filter { $0.price.serviceKind == kind }
        }
        return .json(Items(items: found.map { PricePayload($0.price) }))
    }

    private func publicPrices() async throws -> Response {
        let today = CivilDate(services.orchestrator.environment.now())
        let found = try await services.directory.publishedPrices()
        return .json(
            Items(
                items: found.filter { $0.price.validTo.map { today <= $0 } ?? true }
                    .map { PublicPricePayload($0, on: today) }))
    }
}
