import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// Which field is coded by which system, and the systems' tables (SC-23e).
struct CodeSystemRoutes: Sendable {
    let services: WebServices

    static let shown = 200

    func add(to routes: inout Routes) {
        routes.on(.get, "/code-systems", .read) { _ in
            let declaration = CodeDeclaration.shipped
            return .json(
                CodingPayload(
                    systems: declaration.systems.map {
                        .init(
                            id: $0.id.rawValue, name: $0.name, nameEn: $0.nameEnglish,
                            identifier: $0.identifier, version: $0.version, source: $0.source,
                            codes: services.codes.count($0.id))
                    },
                    fields: declaration.fields.map {
                        .init(
                            field: $0.field, label: $0.label, system: $0.system?.rawValue,
                            binding: $0.binding.rawValue,
                            bindingDisplay: DisplayNames.codeBinding($0.binding), reason: $0.reason)
                    }))
        }
        routes.on(.get, "/code-systems/{id}/codes", .read) { call in
            guard let system = CodeSystem(rawValue: try call.parameter("id")) else { throw Problem.notFound }
            let found = services.codes.search(call.query("text") ?? "", in: system, limit: Self.shown)
            return .json(Items(items: found.map { CodePayload(code: $0.code, name: $0.name) }))
        }
        routes.on(.get, "/code-systems/export", .read) { call in
            let today = CivilDate(services.orchestrator.environment.now())
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/csv; charset=utf-8",
                    .contentDisposition: FileNames.disposition("编码体系-\(today).csv"),
                    .cacheControl: "no-store",
                ], body: .init(byteBuffer: .init(string: CodeDeclaration.shipped.csv())))
        }
    }
}
