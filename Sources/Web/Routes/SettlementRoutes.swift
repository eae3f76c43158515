import ConsultationCore
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// What is owed between institutions, on the page and as a file.
struct SettlementRoutes: Sendable {
    let services: WebServices

    /// Money is the business of the finance office, its head, and those who audit it.
    static let roles: [Role] = [.finance, .institutionAdmin, .auditor]

    func add(to routes: inout Routes) {
        routes.on(.get, "/settlements", .read) { .json(SettlementPayload(try await statement($0))) }
        routes.on(.get, "/settlements/export", .read) { try await export($0) }
    }

    private func statement(_ call: Call) async throws -> SettlementStatement {
        guard Self.roles.contains(where: { call.person.member.roles.contains($0) }) else {
            throw Problem(.roleRequired(Self.roles))
        }
        guard let period = call.query("period") else { throw call.wrongQuery("period", .required) }
        guard period.utf8.count == 7,
            let found = try await services.settlements.statement(
                for: call.person.member.institution, period: period)
        else { throw call.wrongQuery("period", .invalid(ofKind: "YYYY-MM")) }
        return found
    }

    private func export(_ call: Call) async throws -> Response {
        let format = call.query("format") ?? "csv"
        guard format == "csv" || format == "json" else {
            throw call.wrongQuery("format", .unknownValue(allowed: ["csv", "json"]))
        }
        let statement = try await statement(call)
        let text = format == "csv" ? SettlementExport.csv(statement) : try SettlementExport.json(statement)
        let name = "远程会诊结算_\(call.person.institution.shortName)_\(statement.period).\(format)"
        return Response(
            status: .ok,
            headers: [
                .contentType: format == "csv" ? "text/csv; charset=utf-8" : "application/json",
                .contentDisposition: FileNames.disposition(name),
            ],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
