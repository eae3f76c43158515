package enum ProfileCommand: Codable, Sendable, Equatable {
    case keepStaff(managers: [ProfilePerson], technicians: [ProfilePerson])
    /// Takes everything but the measurement, which only a test changes.
    case keepSite(Site)
    case removeSite(SiteID)
    case recordBandwidth(SiteID, down: Int, up: Int)
    case keepSecurity(SecurityEvidence)
    /// `approvedBy` is the office of the register behind the printed name; nil while nobody knows it.
    case keepLicence(PracticeLicence, approvedBy: InstitutionID? = nil)
    case keepAcceptance(CapabilityAcceptance)
    /// The county or district where it lies (GB/T 2260); offices supervise by it (JL 26).
    case keepDivision(AdministrativeDivision)
    case recordConnectivity(ConnectivityTest)
    case seePlatform(isReachable: Bool)
    case seeConditions(WatchedConditions)

    package enum Action: String, Codable, Sendable, CaseIterable {
        case keepStaff, keepSite, removeSite, recordBandwidth, keepSecurity, keepLicence
        case keepAcceptance, keepDivision
        case recordConnectivity, seePlatform, seeConditions

        /// Who may, of the institution's own people; empty: the service alone.
        package var roles: [Role] {
            switch self {
            case .keepStaff, .keepSite, .removeSite, .keepLicence, .keepAcceptance, .keepDivision:
                [.institutionAdmin]
            case .keepSecurity: [.institutionAdmin, .operator]
            case .recordBandwidth: [.institutionAdmin, .operator, .invitationCoordinator, .physician]
            case .recordConnectivity, .seePlatform, .seeConditions: []
            }
        }
    }

    package var action: Action {
        switch self {
        case .keepStaff: .keepStaff
        case .keepSite: .keepSite
        case .removeSite: .removeSite
        case .recordBandwidth: .recordBandwidth
        case .keepSecurity: .keepSecurity
        case .keepLicence: .keepLicence
        case .keepAcceptance: .keepAcceptance
        case .keepDivision: .keepDivision
        case .recordConnectivity: .recordConnectivity
        case .seePlatform: .seePlatform
        case .seeConditions: .seeConditions
        }
    }
}

extension InstitutionProfile {
    /// Decides one command on the profile of `institution`; `current` is nil before anything was recorded.
    package static func decide(
        _ command: ProfileCommand, of institution: InstitutionID, on current: InstitutionProfile?,
        by caller: Caller, at now: WallTime, under policy: Policy, licensing: LicensingChoice? = nil
    ) throws(Refusal) -> RecordDecision<ProfileChange> {
        let roles = command.action.roles
        if let member = caller.member {
            guard member.institution == institution else { throw .accessDenied }
            guard roles.contains(where: { member.roles.contains($0) }) else { throw .roleRequired(roles) }
        } else if !roles.isEmpty {
            throw .roleRequired(roles)
        }
        let profile = current ?? InstitutionProfile(empty: institution)
        var changes: [ProfileChange] = current == nil ? [.opened(institution)] : []
        if let change = try profile.change(
            command, by: caller, at: now, in: policy.jurisdiction, licensing)
        {
            changes.append(change)
        }
        if changes == [.opened(institution)] { changes = [] }
        return RecordDecision(
            events: changes.map {
                RecordEvent(at: now, by: caller, policyVersion: policy.id, change: $0)
            }, effects: [])
    }

    private func change(
        _ command: ProfileCommand, by caller: Caller, at now: WallTime, in jurisdiction: Jurisdiction,
        _ licensing: LicensingChoice?
    ) throws(Refusal) -> ProfileChange? {
        switch command {
        case .keepStaff(let managers, let technicians):
            try refuse(Self.problems(managers, "/managers") + Self.problems(technicians, "/technicians"))
            return .staffKept(managers: managers, technicians: technicians)
        case .keepSite(var site):
            try refuse(problems(of: site))
            site.bandwidth = self.site(site.id)?.bandwidth
            return .siteKept(site)
        case .removeSite(let id):
            guard site(id) != nil else { throw .fieldInvalid([FieldProblem("/site", .invalid)]) }
            return .siteRemoved(id)
        case .recordBandwidth(let id, let down, let up):
            guard site(id) != nil else { throw .fieldInvalid([FieldProblem("/site", .invalid)]) }
            let test = BandwidthTest(down: down, up: up, at: now, by: caller.member?.account)
            return .bandwidthMeasured(id, test)
        case .keepSecurity(let evidence):
            try refuse(
                [
                    Limits.required("/number", Redacted(evidence.number), limit: Limits.shortText),
                    (1...5).contains(evidence.level) ? nil : FieldProblem("/level", .outOfRange),
                ].compactMap { $0 })
            return .securityKept(evidence)
        case .keepLicence(var licence, let approvedBy):
            try refuse(
                [
                    Limits.required("/number", Redacted(licence.number), limit: Limits.shortText),
                    Limits.required("/authority", Redacted(licence.authority), limit: Limits.shortText),
                    Limits.required("/scope", Redacted(licence.scope ?? ""), limit: Limits.shortText),
                    licence.validTo == nil ? FieldProblem("/validTo", .missing) : nil,
                ].compactMap { $0 })
            licence.office = try approvedBy.map { id throws(Refusal) in
                guard let licensing else { throw .site(.licensingOfficeUnknown(isChosen: true)) }
                return try licensing.office(id)
            }
            return .licenceKept(licence)
        case .keepAcceptance(let acceptance):
            try refuse(
                [
                    Limits.required(
                        "/certificateNumber", Redacted(acceptance.certificateNumber), limit: Limits.shortText),
                    acceptance.acceptedOn > CivilDate(now) ? FieldProblem("/acceptedOn", .outOfRange) : nil,
                ].compactMap { $0 })
            return .acceptanceKept(acceptance)
        case .keepDivision(let division):
            guard division.lies(in: jurisdiction) else {
                throw .fieldInvalid([FieldProblem("/division", .outOfRange)])
            }
            return .divisionKept(division)
        case .recordConnectivity(let test): return .connectivityTested(test)
        case .seePlatform(let isReachable):
            return isReachable == isPlatformReachable ? nil : .platformSeen(isReachable: isReachable)
        case .seeConditions(let conditions):
            return conditions == watched ? nil : .conditionsSeen(conditions)
        }
    }

    private func refuse(_ problems: [FieldProblem]) throws(Refusal) {
        guard problems.isEmpty else { throw .fieldInvalid(problems) }
    }

    private static func problems(_ people: [ProfilePerson], _ place: String) -> [FieldProblem] {
        if people.count > limits.people { return [FieldProblem(place, .tooMany)] }
        return people.enumerated().compactMap { index, person in
            Limits.required(
                "\(place)/\(index)/name", Redacted(person.name), limit: Limits.shortText)
        }
    }

    private func problems(of site: Site) -> [FieldProblem] {
        var problems = [Limits.required("/name", Redacted(site.name), limit: Limits.shortText)]
        if !site.region.isMainland { problems.append(FieldProblem("/region", .invalid)) }
        let isNew = self.site(site.id) == nil
        if isNew, sites.count >= Self.limits.sites { problems.append(FieldProblem("", .tooMany)) }
        for (name, count, limit) in [
            ("/links", site.links.count, Self.limits.links),
            ("/systems", site.systems.count, Self.limits.systems),
            ("/nodes", site.nodes.count, Self.limits.nodes),
        ] where count > limit { problems.append(FieldProblem(name, .tooMany)) }
        for (index, link) in site.links.enumerated() {
            problems.append(
                Limits.required(
                    "/links/\(index)/provider", Redacted(link.provider), limit: Limits.shortText))
        }
        if let access = site.access {
            problems.append(
                Limits.required("/access/number", Redacted(access.number), limit: Limits.shortText))
        }
        return problems.compactMap { $0 }
    }
}
