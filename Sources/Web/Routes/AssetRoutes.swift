import ConsultationCore
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// The register of instruments, devices, facilities and information systems with its plans (NHC-TM 二(二)¶2, 四(三)4).
struct AssetRoutes: Sendable {
    let services: WebServices
    let files: VisitFileRoutes

    private var assets: AssetQueries { services.orchestrator.assets }

    func add(to routes: inout Routes) {
        routes.on(.get, "/assets", .read) { try await list($0) }
        routes.on(.post, "/assets", .command) { try await register($0) }
        routes.on(.get, "/assets/export", .read) { try await export($0) }
        routes.on(.get, "/assets/staff", .read) { call in
            .json(Items(items: try await assets.staff(for: call.person).map(AssetStaffPayload.init)))
        }
        routes.on(.get, "/assets/warnings", .read) { call in
            let day = try call.query("on").map { text throws(Problem) in
                guard let day = CivilDate(text) else {
                    throw call.wrongQuery("on", .invalid(ofKind: "YYYY-MM-DD"))
                }
                return day
            }
            let found = try await assets.warnings(on: day, for: call.person)
            return .json(Items(items: found.map(AssetWarningPayload.init)))
        }
        routes.on(.get, "/assets/{id}", .read) { call in
            try await show(try call.parameter("id"), call)
        }
        act(&routes, "edit") { .amend($0.asset()) }
        act(&routes, "plan") { .plan($0.assetPlan()) }
        act(&routes, "take-out") { .takeOut(reason: $0.reason()) }
        act(&routes, "put-back") { .putBack(reason: $0.reason()) }
        act(&routes, "retire") { .retire(reason: $0.reason()) }
        routes.on(.post, "/assets/{id}/works", .change) { try await record($0) }
        routes.on(.post, "/assets/{id}/files", .upload) { call in
            // Before the bytes are taken: who may not record here costs no disk.
            guard let view = try await assets.asset(try call.parameter("id"), for: call.person) else {
                throw Problem.notFound
            }
            guard view.actions.contains(.record) else { throw Problem(.roleRequired(Asset.managers)) }
            return try await files.take(call.request, call.context, of: view.institution.id)
        }
        routes.on(.get, "/assets/{id}/files/{sha256}", .read) { try await file($0) }
    }

    private func act(
        _ routes: inout Routes, _ name: String, _ command: @escaping @Sendable (Fields) -> AssetCommand
    ) {
        routes.on(.post, "/assets/{id}/\(name)", .change) { call in
            let id = try await known(call)
            let fields = try call.fields()
            let command = command(fields)
            try fields.finish()
            return try await perform(command, on: id, call)
        }
    }

    /// Unknown and foreign first.
    private func known(_ call: Call) async throws -> String {
        let id = try call.parameter("id")
        guard try await assets.isKnown(id, for: call.person) else { throw Problem.notFound }
        return id
    }

    private func perform(_ command: AssetCommand, on id: String, _ call: Call) async throws -> Response {
        let outcome = try await services.orchestrator.perform(
            Asset.self, command, on: id, expectedVersion: call.version, by: call.person,
            idempotency: call.idempotency)
        return try await show(id, call, isReplay: outcome.isReplay)
    }

    private func show(
        _ id: String, _ call: Call, status: HTTPResponse.Status = .ok, isReplay: Bool = false
    ) async throws -> Response {
        guard let view = try await assets.asset(id, for: call.person) else { throw Problem.notFound }
        var headers = WebServices.replay(isReplay)
        headers[.eTag] = "\"\(view.asset.version)\""
        return .json(AssetDetailPayload(view), status: status, headers: headers)
    }

    private func list(_ call: Call) async throws -> Response {
        let (listing, category, own) = try call.assetFilter()
        return .json(
            AssetPagePayload(
                try await assets.page(
                    listing, category: category, own: own, of: call.institution, after: call.query("cursor"),
                    limit: try call.pageLimit(), for: call.person)))
    }

    private func export(_ call: Call) async throws -> Response {
        let (listing, category, own) = try call.assetFilter()
        let found = try await assets.all(
            listing, category: category, own: own, of: call.institution, for: call.person)
        guard found.count <= ReportTable.rowLimit else {
            throw call.wrongQuery("category", .tooMany(limit: ReportTable.rowLimit))
        }
        let now = services.orchestrator.environment.now()
        let place = found.first?.institution ?? call.person.institution
        return try call.report(.assets(found, of: place, at: now, .pages), at: now)
    }

    private func register(_ call: Call) async throws -> Response {
        let fields = try call.fields()
        let told = fields.asset()
        let plan = fields.assetPlan()
        try fields.finish()
        let id = try call.stableID(Asset.stream)
        let outcome = try await services.orchestrator.perform(
            Asset.self, .register(id: id, call.person.member.institution, told, plan: plan), on: id,
            expectedVersion: nil, by: call.person, idempotency: call.idempotency)
        return try await show(id, call, status: .created, isReplay: outcome.isReplay)
    }

    private func record(_ call: Call) async throws -> Response {
        let id = try await known(call)
        let fields = try call.fields()
        let document = try fields.namedFile().map {
            try services.orchestrator.keptFile(
                $0.digest, named: $0.name, contentType: $0.contentType, of: call.person.institution.id)
        }
        let report = fields.workReport(document: document)
        try fields.finish()
        return try await perform(.record(report), on: id, call)
    }

    private func file(_ call: Call) async throws -> Response {
        guard let digest = Digest(hexadecimal: try call.parameter("sha256")),
            let found = try await assets.document(
                digest, of: try call.parameter("id"), for: call.person)
        else { throw Problem.notFound }
        return VisitFileRoutes.answer(
            found.file, found.content, viewing: call.query("inline") == "1", to: call.request)
    }
}

extension Call {
    fileprivate func assetFilter() throws(Problem) -> (AssetFilter.Listing, AssetTold.Category?, Bool) {
        (
            try word("view", of: AssetFilter.Listing.self) ?? .current,
            try word("category", of: AssetTold.Category.self), query("mine") == "1"
        )
    }

    /// One of a closed list; nil when nothing was asked.
    private func word<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String, of type: Word.Type
    ) throws(Problem) -> Word? {
        guard let text = query(name), !text.isEmpty else { return nil }
        guard let word = Word(rawValue: text) else {
            throw wrongQuery(name, .unknownValue(allowed: Word.allCases.map(\.rawValue)))
        }
        return word
    }
}
