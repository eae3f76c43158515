/// What an institution says of itself for the count of stationed time (JL 46(4)): whether it is public, and how long
/// its people must stay with the hospitals they support. The authority decides; the count rests on this (AMB-32).
package struct StationingTerms: DomainRecord {
    package typealias Change = StationingTermsChange

    package struct Entry: Codable, Sendable, Equatable {
        package var isPublic: Bool
        /// Hours a person and year; nil where none is asked.
        package var requiredHours: Int?

        package init(isPublic: Bool, requiredHours: Int?) {
            self.isPublic = isPublic
            self.requiredHours = requiredHours
        }
    }

    package let institution: InstitutionID
    package var version: Int
    package var entry: Entry
    package var enteredAt: WallTime

    package static var stream: String { "stationing" }
    package var key: String { institution.text }
    package var stateName: String { "entered" }
    package var parties: [InstitutionID] { [institution] }
    package var openDeadlines: [Deadline] { [] }

    package static let roles: [Role] = [.institutionAdmin]
    /// A year has so many hours.
    package static let hoursLimit = 8_784

    package init?(first event: RecordEvent<StationingTermsChange>) {
        guard case .entered(let institution, let entry) = event.change else { return nil }
        self.institution = institution
        version = 1
        self.entry = entry
        enteredAt = event.at
    }

    package mutating func apply(_ event: RecordEvent<StationingTermsChange>) {
        version += 1
        guard case .entered(_, let entry) = event.change else { return }
        self.entry = entry
        enteredAt = event.at
    }

    package static func enter(
        _ entry: Entry, of institution: InstitutionID, by caller: Caller, at now: WallTime,
        under policy: Policy
    ) throws(Refusal) -> RecordDecision<StationingTermsChange> {
        guard let member = caller.member, member.institution == institution else { throw .accessDenied }
        guard roles.contains(where: member.roles.contains) else { throw .roleRequired(roles) }
        if let hours = entry.requiredHours, !(1...hoursLimit).contains(hours) {
            throw .fieldInvalid([FieldProblem("/requiredHours", .outOfRange)])
        }
        let change = StationingTermsChange.entered(institution, entry)
        return RecordDecision(
            events: [RecordEvent(at: now, by: caller, policyVersion: policy.id, change: change)], effects: [])
    }
}

package enum StationingTermsChange: RecordChange {
    case entered(InstitutionID, StationingTerms.Entry)

    package var kind: String { "stationingTermsEntered" }
}
