/// What an institution has for telemedicine: people, sites, lines, equipment, evidence of security
/// (REQUIREMENTS.md §3.3, §3.18, §3.19; Protocols/profile-states.md).
package struct InstitutionProfile: DomainRecord {
    package typealias Change = ProfileChange

    package let institution: InstitutionID
    package var version: Int
    /// 专职管理人员 (JL 13(3)).
    package var managers: [ProfilePerson]
    /// 经过培训合格的专职网络技术人员 (JL 13(4)).
    package var technicians: [ProfilePerson]
    package var sites: [Site]
    package var mlps: SecurityEvidence?
    /// The newest test of the way to the provincial platform.
    package var connectivity: ConnectivityTest?
    /// Nil before the platform was first asked.
    package var isPlatformReachable: Bool?
    package var watched: WatchedConditions

    package static var stream: String { "profile" }
    package var key: String { institution.text }
    package var stateName: String { "kept" }
    package var parties: [InstitutionID] { [institution] }
    package var openDeadlines: [Deadline] { [] }

    package func site(_ id: SiteID) -> Site? { sites.first { $0.id == id } }

    /// How many of each an institution may list; the page and its check stay quick.
    package static let limits = (people: 20, sites: 20, links: 10, systems: 20, nodes: 50)
}

package struct ProfilePerson: Codable, Sendable, Equatable {
    package var name: String
    package var phone: String?
    /// When the training was passed; technicians need it.
    package var trainedOn: CivilDate?

    package init(name: String, phone: String? = nil, trainedOn: CivilDate? = nil) {
        self.name = name
        self.phone = phone
        self.trainedOn = trainedOn
    }
}

/// The certificate of graded protection, 等级保护 (NHC-ID 13). `validTo` is the last valid day.
package struct SecurityEvidence: Codable, Sendable, Equatable {
    package var level: Int
    package var number: String
    package var validTo: CivilDate

    package init(level: Int, number: String, validTo: CivilDate) {
        self.level = level
        self.number = number
        self.validTo = validTo
    }
}

package struct ConnectivityTest: Codable, Sendable, Equatable {
    package var isPassed: Bool
    package var at: WallTime
    /// The time the platform took to answer.
    package var roundTrip: TimeSpan?

    package init(isPassed: Bool, at: WallTime, roundTrip: TimeSpan? = nil) {
        self.isPassed = isPassed
        self.at = at
        self.roundTrip = roundTrip
    }
}

/// What the service last saw of the conditions of JL 13 and 14, so that it proposes a stop once for each that goes.
package struct WatchedConditions: Codable, Sendable, Equatable {
    /// Approved departments with at least one qualified physician.
    package var staffed: [DepartmentCode]
    package var lapsed: [LapsedCondition]

    package init(staffed: [DepartmentCode] = [], lapsed: [LapsedCondition] = []) {
        self.staffed = staffed
        self.lapsed = lapsed
    }
}

/// A condition of service that no longer holds (JL 34).
package enum LapsedCondition: String, Codable, Sendable, CaseIterable {
    case secondProvider, avSystems, licence

    package var cause: SuspensionCause {
        switch self {
        case .secondProvider: .facilityChanged
        case .avSystems: .equipmentChanged
        case .licence: .otherConditionChanged
        }
    }
}

package enum ProfileChange: RecordChange {
    case opened(InstitutionID)
    case staffKept(managers: [ProfilePerson], technicians: [ProfilePerson])
    case siteKept(Site)
    case siteRemoved(SiteID)
    case bandwidthMeasured(SiteID, BandwidthTest)
    case securityKept(SecurityEvidence)
    case licenceKept(PracticeLicence)
    case acceptanceKept(CapabilityAcceptance)
    case divisionKept(AdministrativeDivision)
    case connectivityTested(ConnectivityTest)
    case platformSeen(isReachable: Bool)
    case conditionsSeen(WatchedConditions)

    package var kind: String {
        switch self {
        case .opened: "opened"
        case .staffKept: "staffKept"
        case .siteKept: "siteKept"
        case .siteRemoved: "siteRemoved"
        case .bandwidthMeasured: "bandwidthMeasured"
        case .securityKept: "securityKept"
        case .licenceKept: "licenceKept"
        case .acceptanceKept: "acceptanceKept"
        case .divisionKept: "divisionKept"
        case .connectivityTested: "connectivityTested"
        case .platformSeen: "platformSeen"
        case .conditionsSeen: "conditionsSeen"
        }
    }
}

extension InstitutionProfile {
    package init?(first event: RecordEvent<ProfileChange>) {
        guard case .opened(let institution) = event.change else { return nil }
        self.init(empty: institution)
        version = 1
    }

    /// Before anything is recorded.
    package init(empty institution: InstitutionID) {
        self.init(
            institution: institution, version: 0, managers: [], technicians: [], sites: [], mlps: nil,
            connectivity: nil, isPlatformReachable: nil, watched: WatchedConditions())
    }

    package mutating func apply(_ event: RecordEvent<ProfileChange>) {
        version += 1
        switch event.change {
        case .opened: break
        case .staffKept(let managers, let technicians):
            self.managers = managers
            self.technicians = technicians
        case .siteKept(let site):
            if let place = sites.firstIndex(where: { $0.id == site.id }) {
                sites[place] = site
            } else {
                sites.append(site)
            }
        case .siteRemoved(let id): sites.removeAll { $0.id == id }
        case .bandwidthMeasured(let id, let test):
            if let place = sites.firstIndex(where: { $0.id == id }) { sites[place].bandwidth = test }
        case .securityKept(let evidence): mlps = evidence
        // Master data, which every decision sees.
        case .licenceKept, .acceptanceKept, .divisionKept: break
        case .connectivityTested(let test):
            connectivity = test
            if test.isPassed { isPlatformReachable = true }
        case .platformSeen(let isReachable): isPlatformReachable = isReachable
        case .conditionsSeen(let conditions): watched = conditions
        }
    }
}
