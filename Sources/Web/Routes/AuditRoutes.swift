import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// The audit trail, for the audit administrator alone (NHC-ID-13, SC-23b).
struct AuditRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/audit-trail", .read) { call in
            var place: AuditPlace?
            if let text = call.query("cursor") {
                let parts = text.split(separator: ".").compactMap { Int64($0) }
                guard parts.count == 2 else {
                    throw call.wrongQuery("cursor", .invalid(ofKind: "cursor"))
                }
                place = AuditPlace(at: parts[0], seq: parts[1])
            }
            let page = try await services.audit.page(
                try filter(call), before: place, limit: try call.queryLimit(), for: call.person)
            return .json(
                Items(
                    items: page.items.map(AuditEntryPayload.init),
                    next: page.next.map { "\($0.at).\($0.seq)" }))
        }
        routes.on(.post, "/audit-trail/export", .act) { call in
            let entries = try await services.audit.export(try filter(call), by: call.person)
            let today = CivilDate(services.orchestrator.environment.now())
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/csv; charset=utf-8",
                    .contentDisposition: FileNames.disposition("审计日志-\(today).csv"),
                    .cacheControl: "no-store",
                ], body: .init(byteBuffer: AuditFile.csv(entries)))
        }
    }

    private func filter(_ call: Call) throws(Problem) -> AuditFilter {
        var filter = AuditFilter()
        if let text = call.query("category"), !text.isEmpty {
            guard let category = AuditCategory(rawValue: text) else {
                throw call.wrongQuery(
                    "category", .unknownValue(allowed: AuditCategory.allCases.map(\.rawValue)))
            }
            filter.category = category
        }
        if let text = call.query("account"), !text.isEmpty { filter.account = AccountID(text) }
        if let text = call.query("institution"), !text.isEmpty { filter.institution = InstitutionID(text) }
        filter.from = try call.queryDay("from")?.start
        filter.until = try call.queryDay("to")?.adding(days: 1).start
        return filter
    }
}
