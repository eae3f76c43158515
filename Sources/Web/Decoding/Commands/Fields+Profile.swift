import ConsultationCore
import Orchestration

extension Fields {
    func people(_ name: String) -> [ProfilePerson] {
        (children(name, limit: InstitutionProfile.limits.people) ?? []).map {
            ProfilePerson(
                name: $0.text("name", limit: Limits.name),
                phone: $0.optionalText("phone", limit: Limits.phone),
                trainedOn: $0.optionalDate("trainedOn"))
        }
    }

    func site(_ id: SiteID) -> Site {
        let limits = InstitutionProfile.limits
        return Site(
            id: id, name: text("name", limit: Limits.name),
            region: DataRegion(text("region", limit: Limits.id)),
            isInternetHospital: optionalFlag("internetHospital") ?? false,
            links: (children("links", limit: limits.links) ?? []).map {
                ProviderLink(
                    provider: $0.text("provider", limit: Limits.name),
                    kind: $0.choice("kind", otherwise: .internet), megabits: $0.optionalMegabits(),
                    isInService: $0.optionalFlag("inService") ?? true)
            },
            access: child("access").map {
                AccessLink(
                    kind: $0.choice("kind", otherwise: .internet),
                    number: $0.text("number", limit: Limits.name))
            },
            systems: (children("systems", limit: limits.systems) ?? []).map {
                AvSystem(
                    name: $0.text("name", limit: Limits.name),
                    isOperational: $0.optionalFlag("operational") ?? true)
            },
            nodes: (children("nodes", limit: limits.nodes) ?? []).map {
                SiteNode(
                    name: $0.text("name", limit: Limits.name), kind: $0.choice("kind", otherwise: .server),
                    hasUPS: $0.optionalFlag("ups") ?? false, testedOn: $0.optionalDate("testedOn"))
            })
    }

    private func optionalMegabits() -> Int? {
        has("megabits") ? Int(integer("megabits", in: 1...1_000_000)) : nil
    }

    func requiredDate(_ name: String) -> CivilDate {
        let date = optionalDate(name)
        if date == nil, !has(name) { note(name, .required) }
        return date ?? CivilDate(daysSinceEpoch: 0)
    }

    func licence() -> PracticeLicence {
        PracticeLicence(
            number: text("number", limit: Limits.name), authority: text("authority", limit: Limits.name),
            validTo: requiredDate("validTo"), scope: text("scope", limit: Limits.reason))
    }

    /// The office of the register that a licence names; nil while only its printed name is known.
    func licensingOffice() -> InstitutionID? {
        optionalText("authorityId", limit: Limits.id).map(InstitutionID.init(_:))
    }

    /// Six digits of GB/T 2260; what stands for a wrong one is never let out (`finish`).
    func division() -> AdministrativeDivision {
        AdministrativeDivision(coded("division", in: .division)) ?? .unknown
    }

    func institutionDraft() -> InstitutionDraft {
        InstitutionDraft(
            code: text("code", limit: Limits.id), name: text("name", limit: Limits.name),
            shortName: text("shortName", limit: Limits.name),
            jurisdiction: Jurisdiction(coded("jurisdiction", in: .province)),
            level: choice("level", otherwise: .county), grade: choice("grade", otherwise: .ungraded),
            departments: (children("departments", limit: 200) ?? []).map {
                Department(
                    code: $0.department("code"),
                    name: $0.text("name", limit: Limits.name))
            }, holdsInternetHospitalLicence: optionalFlag("internetHospital") ?? false)
    }
}
