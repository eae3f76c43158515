import ConsultationCore
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// What an institution has for telemedicine, the test of its lines, and its beginning (JL 13, NHC-TM 二(三)).
struct ProfileRoutes: Sendable {
    let services: WebServices

    /// One piece of the bandwidth test, so that a slow line shows progress.
    static let pieceLimit = 4 << 20
    private static let readers: [Role] = [
        .institutionAdmin, .operator, .qualityController, .invitationCoordinator, .physician, .auditor,
    ]

    func add(to routes: inout Routes) {
        routes.on(.get, "/profiles/{id}", .read) { try await show(try id($0), $0) }
        routes.on(.get, "/profiles/{id}/licensing-offices", .read) { call in
            let found = try await services.directory.licensingOffices(of: try id(call), for: call.person)
            guard let found else { throw Problem.notFound }
            return .json(Items(items: found.map(LicensingOfficePayload.init)))
        }
        routes.on(.post, "/institutions", .command) { call in
            let fields = try call.fields()
            let draft = fields.institutionDraft()
            try fields.finish()
            let institution = try await services.orchestrator.register(
                draft, by: call.person, as: InstitutionID(try call.stableID("institution")))
            return try await show(institution.id, call, status: .created)
        }
        change(&routes, .put, "/staff") {
            .keepStaff(managers: $0.people("managers"), technicians: $0.people("technicians"))
        }
        change(&routes, .put, "/licence") { .keepLicence($0.licence(), approvedBy: $0.licensingOffice()) }
        change(&routes, .put, "/acceptance") {
            .keepAcceptance(
                CapabilityAcceptance(
                    certificateNumber: $0.text("certificateNumber", limit: Limits.name),
                    acceptedOn: $0.requiredDate("acceptedOn"), validTo: $0.optionalDate("validTo")))
        }
        change(&routes, .put, "/division") { .keepDivision($0.division()) }
        change(&routes, .put, "/security") {
            .keepSecurity(
                SecurityEvidence(
                    level: Int($0.integer("level", in: 1...5)), number: $0.text("number", limit: Limits.name),
                    validTo: $0.requiredDate("validTo")))
        }
        siteChange(&routes, .put, "/sites/{site}") { .keepSite($0.site($1)) }
        siteChange(&routes, .delete, "/sites/{site}") { .removeSite($1) }
        siteChange(&routes, .post, "/sites/{site}/bandwidth") {
            .recordBandwidth(
                $1, down: Int($0.integer("down", in: 0...100_000_000)),
                up: Int($0.integer("up", in: 0...100_000_000)))
        }
        routes.on(.post, "/profiles/{id}/connectivity-test", .command) { call in
            try call.fields().finish()
            let id = try id(call)
            try await services.platform.test(id, by: call.person)
            return try await show(id, call)
        }
        bandwidth(&routes)
    }

    /// Bytes that nothing on the way can make smaller, and a place to send as many.
    private func bandwidth(_ routes: inout Routes) {
        routes.on(.get, "/bandwidth-test", .read) { call in
            guard let count = call.query("bytes").flatMap({ Int($0) }), (1...Self.pieceLimit).contains(count)
            else { throw call.wrongQuery("bytes", .outOfRange(1...Int64(Self.pieceLimit))) }
            let bytes = services.orchestrator.environment.randomBytes(min(count, 65_536))
            var buffer = ByteBuffer()
            buffer.reserveCapacity(count)
            while buffer.readableBytes < count {
                buffer.writeBytes(bytes.prefix(count - buffer.readableBytes))
            }
            return Response(
                status: .ok, headers: [.contentType: "application/octet-stream", .cacheControl: "no-store"],
                body: .init(byteBuffer: buffer))
        }
        routes.on(.post, "/bandwidth-test", .upload) { call in
            let limit = Self.pieceLimit
            let count = try await taking(within: .seconds(60)) {
                var count = 0
                for try await piece in call.request.body {
                    count += piece.readableBytes
                    if count > limit { throw Problem.tooLarge(limit: limit) }
                }
                return count
            }
            call.context.progress.markWhole()
            return .json(Received(bytes: count))
        }
    }

    private struct Received: Encodable { let bytes: Int }

    private func change(
        _ routes: inout Routes, _ method: HTTPRequest.Method, _ path: String,
        command: @escaping @Sendable (Fields) -> ProfileCommand
    ) {
        routes.on(method, "/profiles/{id}" + path, .change) { call in
            let fields = try call.fields()
            let command = command(fields)
            try fields.finish()
            return try await perform(command, call)
        }
    }

    private func siteChange(
        _ routes: inout Routes, _ method: HTTPRequest.Method, _ path: String,
        command: @escaping @Sendable (Fields, SiteID) -> ProfileCommand
    ) {
        routes.on(method, "/profiles/{id}" + path, .change) { call in
            let site = SiteID(try call.parameter("site"))
            let fields = method == .delete ? Fields(.object([:])) : try call.fields()
            let command = command(fields, site)
            try fields.finish()
            return try await perform(command, call)
        }
    }

    private func perform(_ command: ProfileCommand, _ call: Call) async throws -> Response {
        let id = try id(call)
        let outcome = try await services.orchestrator.perform(
            command, on: id, expectedVersion: call.version, by: call.person, idempotency: call.idempotency)
        return try await show(id, call, isReplay: outcome.isReplay)
    }

    private func id(_ call: Call) throws(Problem) -> InstitutionID {
        InstitutionID(try call.parameter("id"))
    }

    private func show(
        _ id: InstitutionID, _ call: Call, status: HTTPResponse.Status = .ok, isReplay: Bool = false
    ) async throws -> Response {
        guard Self.readers.contains(where: { call.person.member.roles.contains($0) }) else {
            throw Problem(.roleRequired(Self.readers))
        }
        guard let view = try await services.directory.profile(of: id, for: call.person) else {
            throw Problem.notFound
        }
        var headers = WebServices.replay(isReplay)
        headers[.eTag] = "\"\(view.profile.version)\""
        return .json(ProfilePayload(view), status: status, headers: headers)
    }
}
