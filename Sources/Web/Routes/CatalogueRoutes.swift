import ConsultationCore
import HTTPTypes
import Hummingbird
import Orchestration

/// The data catalogue (JL 35): six classes, who may do what with them and what for, and the objects of a case; and the
/// report that must not be made (NHC-SUP 21).
struct CatalogueRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/data-catalogue", .read) { _ in
            .json(Items(items: DataClass.allCases.map(DataClassPayload.init)))
        }
        routes.on(.get, "/consultations/{id}/data-objects", .read) { try await objects($0) }
        routes.on(.get, "/reports/drugs", .read) { try await drugs($0) }
    }

    private func objects(_ call: Call) async throws -> Response {
        let found = try await services.cases.dataObjects(
            of: try call.consultation(), for: call.person, purpose: try call.purpose())
        guard let found else { throw Problem.notFound }
        return .json(Items(items: found.map(DataObjectPayload.init)))
    }

    /// Asked for by anybody but quality control reviewing prescriptions, it is refused and the attempt kept.
    private func drugs(_ call: Call) async throws -> Response {
        let name = call.query("groupBy") ?? DrugReport.Grouping.prescriber.rawValue
        guard let grouping = DrugReport.Grouping(rawValue: name) else {
            throw call.wrongQuery(
                "groupBy", .unknownValue(allowed: DrugReport.Grouping.allCases.map(\.rawValue)))
        }
        let rows = try await services.orchestrator.drugReport(
            grouping, purpose: try call.purpose(), by: call.person)
        return .json(
            Items(
                items: rows.map {
                    DrugReportPayload(
                        group: $0.group, prescriptions: $0.prescriptions, packages: $0.packages)
                }))
    }
}

struct DrugReportPayload: Encodable {
    let group: String
    let prescriptions: Int
    let packages: Int
}

/// One class of the catalogue.
struct DataClassPayload: Encodable {
    struct Rule: Encodable {
        let role: String
        let relation: String
        let operations: [String]
        let purposes: [CustodyPayload.Choice]
        let needsPurpose: Bool
    }

    let value: String
    let display: String
    let rules: [Rule]

    init(_ dataClass: DataClass) {
        value = dataClass.rawValue
        display = DisplayNames.dataClass(dataClass)
        rules = AccessRule.all.filter { $0.classes.contains(dataClass) }.map { rule in
            Rule(
                role: rule.role.rawValue, relation: rule.relation.rawValue,
                operations: rule.operations.map(\.rawValue),
                purposes: rule.purposes.map {
                    .init(value: $0.rawValue, display: DisplayNames.purpose($0))
                }, needsPurpose: rule.implied == nil)
        }
    }
}

/// One object of a case.
struct DataObjectPayload: Encodable {
    let kind: String
    let kindDisplay: String
    let dataClass: String
    let name: String
    let owner: String
    let purposes: [String]
    let ground: String
    let groundDisplay: String
    let sha256: String?
    let since: Instant?

    init(_ view: DataObjectView) {
        let object = view.object
        kind = object.kind.rawValue
        kindDisplay = DisplayNames.dataObject(object.kind)
        dataClass = object.dataClass.rawValue
        name = object.name
        owner = view.owner
        purposes = object.purposes.map(DisplayNames.purpose)
        ground = object.ground.rawValue
        groundDisplay = object.ground == .consent ? "患者知情同意" : "法定职责"
        sha256 = object.hash?.hexadecimal
        since = object.since.map(Instant.init)
    }
}
