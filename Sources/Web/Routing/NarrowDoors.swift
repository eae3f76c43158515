import ConsultationCore
import Orchestration

/// Where those may go who may not go everywhere: the three administrators (NHC-ID-13), and whoever has still
/// to enrol.
enum NarrowDoors {
    /// One's own session, password and second factor.
    private static let own = ["/session"]

    private static func doors(of role: Role) -> [String] {
        switch role {
        case .systemAdmin: own + ["/accounts", "/security-rules", "/administered-institutions"]
        case .securityAdmin: own + ["/accounts", "/security-rules"]
        case .auditAdmin: own + ["/audit-trail", "/security-rules"]
        default: own
        }
    }

    /// Refuses what lies outside. `path` is a route's template below the prefix.
    static func check(_ path: String, for person: SignedIn) throws(Problem) {
        switch person.factor {
        case .notAsked, .proven: break
        case .unproven: throw .unauthenticated
        case .enrolmentDue:
            guard isBelow(path, own) else { throw .factorEnrolmentDue }
        }
        guard let role = person.member.roles.first(where: \.isAdministrator) else { return }
        guard isBelow(path, doors(of: role)) else { throw Problem(.accessDenied) }
    }

    private static func isBelow(_ path: String, _ doors: [String]) -> Bool {
        doors.contains { path == $0 || path.hasPrefix($0 + "/") }
    }
}
