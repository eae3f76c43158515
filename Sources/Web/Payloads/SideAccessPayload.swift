import ConsultationCore
import Orchestration

/// Over what kind of line a side is connected. The line's number is its hospital's business.
struct SideAccessPayload: Encodable {
    let side: String
    let institution: String
    let kinds: [String]
    let display: String

    init(_ access: SideAccess) {
        side = access.side.rawValue
        institution = access.institution
        let found = AccessLink.Kind.allCases.filter { kind in access.links.contains { $0.kind == kind } }
        kinds = found.map(\.rawValue)
        display = found.isEmpty ? "未登记" : found.map(DisplayNames.access).joined(separator: "、")
    }
}
