import ConsultationCore
import Orchestration

/// An institution's profile, and what is missing before it serves.
struct ProfilePayload: Encodable {
    struct Person: Encodable {
        let name: String
        let phone: String?
        let trainedOn: String?
    }

    struct Licence: Encodable {
        let number: String
        let authority: String
        let authorityId: String?
        let scope: String?
        let validTo: String?
    }

    struct Acceptance: Encodable {
        let certificateNumber: String
        let acceptedOn: String
        let validTo: String?
    }

    struct Security: Encodable {
        let level: Int
        let number: String
        let validTo: String
    }

    struct Connectivity: Encodable {
        let passed: Bool
        let at: Instant
        let milliseconds: Int64?
    }

    struct Check: Encodable {
        let name: String
        let display: String
        let requirement: String
        let ask: String
        let askDisplay: String
        /// `passed`, `warning` or `missing`.
        let state: String
        let findings: [Finding]
    }

    struct Finding: Encodable {
        let code: String
        let text: String
        let textEn: String
        let advice: String
        let adviceEn: String
        let article: String
        let siteId: String?
    }

    let institutionId: String
    let institution: String
    let jurisdiction: String
    /// Six digits of GB/T 2260; nil where nobody has entered it.
    let division: String?
    let internetHospital: Bool
    let version: Int
    let state: String
    let stateDisplay: String
    let standingVersion: Int
    let licence: Licence?
    /// 登记机关未确定: a licence names its office in print alone.
    let licensingOfficeOpen: Bool
    let acceptance: Acceptance?
    let managers: [Person]
    let technicians: [Person]
    let sites: [SitePayload]
    let security: Security?
    let connectivity: Connectivity?
    let platformReachable: Bool?
    let permittedAccess: [String]
    let minBandwidth: Int
    let readiness: [Check]
    let mayEdit: Bool
    let mayAccept: Bool
}

extension ProfilePayload {
    init(_ view: ProfileView) {
        let profile = view.profile
        self.init(
            institutionId: view.institution.id.text, institution: view.institution.name,
            jurisdiction: view.institution.jurisdiction.text,
            division: view.institution.division?.code,
            internetHospital: view.institution.holdsInternetHospitalLicence, version: profile.version,
            state: view.standing.rawValue, stateDisplay: DisplayNames.standing(view.standing),
            standingVersion: view.standingVersion,
            licence: view.institution.licence.map {
                Licence(
                    number: $0.number, authority: $0.authority, authorityId: $0.office?.id.text,
                    scope: $0.scope,
                    validTo: $0.validTo?.description)
            }, licensingOfficeOpen: view.institution.isLicensingOfficeOpen,
            acceptance: view.institution.capabilityAcceptance.map {
                Acceptance(
                    certificateNumber: $0.certificateNumber, acceptedOn: $0.acceptedOn.description,
                    validTo: $0.validTo?.description)
            }, managers: profile.managers.map(Person.init), technicians: profile.technicians.map(Person.init),
            sites: profile.sites.map(SitePayload.init),
            security: profile.mlps.map {
                Security(level: $0.level, number: $0.number, validTo: $0.validTo.description)
            },
            connectivity: profile.connectivity.map {
                Connectivity(
                    passed: $0.isPassed, at: Instant($0.at), milliseconds: $0.roundTrip?.milliseconds)
            }, platformReachable: profile.isPlatformReachable,
            permittedAccess: view.permittedAccess.map(\.rawValue), minBandwidth: view.minBandwidth,
            readiness: view.readiness.map(Check.init), mayEdit: view.mayEdit, mayAccept: view.mayAccept)
    }
}

extension ProfilePayload.Person {
    init(_ person: ProfilePerson) {
        self.init(name: person.name, phone: person.phone, trainedOn: person.trainedOn?.description)
    }
}

extension ProfilePayload.Check {
    init(_ readiness: ProfileView.Readiness) {
        let check = readiness.check
        let refuses = readiness.findings.contains { $0.weight == .refuses }
        self.init(
            name: check.name, display: DisplayNames.check(check.name), requirement: check.requirement,
            ask: check.owner.rawValue, askDisplay: DisplayNames.role(check.owner),
            state: readiness.findings.isEmpty ? "passed" : refuses ? "missing" : "warning",
            findings: readiness.findings.map { finding in
                let problem = Problem(finding.refusal)
                return ProfilePayload.Finding(
                    code: problem.code, text: problem.title, textEn: problem.titleEnglish,
                    advice: problem.detail, adviceEn: problem.detailEnglish,
                    article: problem.article ?? "", siteId: finding.site?.text)
            })
    }
}

/// One site, as it is read and as it is written.
struct SitePayload: Encodable {
    struct Link: Encodable {
        let provider: String
        let kind: String
        let kindDisplay: String
        let megabits: Int?
        let inService: Bool
    }

    struct Access: Encodable {
        let kind: String
        let kindDisplay: String
        let number: String
    }

    struct System: Encodable {
        let name: String
        let operational: Bool
    }

    struct Node: Encodable {
        let name: String
        let kind: String
        let ups: Bool
        let testedOn: String?
    }

    /// kbit/s.
    struct Bandwidth: Encodable {
        let down: Int
        let up: Int
        let at: Instant
    }

    let id: String
    let name: String
    let region: String
    let internetHospital: Bool
    let links: [Link]
    let providers: Int
    let access: Access?
    let systems: [System]
    let nodes: [Node]
    let bandwidth: Bandwidth?

    init(_ site: Site) {
        id = site.id.text
        name = site.name
        region = site.region.text
        internetHospital = site.isInternetHospital
        links = site.links.map {
            Link(
                provider: $0.provider, kind: $0.kind.rawValue, kindDisplay: DisplayNames.access($0.kind),
                megabits: $0.megabits, inService: $0.isInService)
        }
        providers = site.providers.count
        access = site.access.map {
            Access(kind: $0.kind.rawValue, kindDisplay: DisplayNames.access($0.kind), number: $0.number)
        }
        systems = site.systems.map { System(name: $0.name, operational: $0.isOperational) }
        nodes = site.nodes.map {
            Node(
                name: $0.name, kind: $0.kind.rawValue, ups: $0.hasUPS, testedOn: $0.testedOn?.description)
        }
        bandwidth = site.bandwidth.map { Bandwidth(down: $0.down, up: $0.up, at: Instant($0.at)) }
    }
}
