package import ConsultationCore

/// A province in a nutshell: two hospitals in Jilin, their people, one patient, an agreement and a price, all in order.
///
/// A value: a test changes one fact and sees what the core makes of it.
package struct ConsultationWorld: Sendable {
    package var policy = Policy.jilin
    /// Mandatory trainings that people lack.
    package var missingTraining: [PractitionerID: [TrainingTopic]] = [:]
    /// Things of the consultation rooms.
    package var roomAssets: [Asset] = []
    package var county: Institution
    package var province: Institution
    package var attending: Practitioner
    package var specialist: Practitioner
    package var secondSpecialist: Practitioner
    /// The other institution of a team, with its neurologist.
    package var university: Institution
    package var neurologist: Practitioner
    package var universityAgreement: Agreement
    package var patient: Patient
    package var agreement: Agreement
    package var price: PriceEntry

    package static let platform: InstitutionID = "inst-platform"
    package static let cardiology: DepartmentCode = "03.04"
    package static let neurology: DepartmentCode = "03.05"
    /// 2025-03-10 08:00 in Shanghai.
    package static let start = at(2025, 3, 10, 8)

    /// An instant by the clock on the wall in Shanghai; tests write dates that exist.
    package static func at(
        _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int = 0, _ second: Int = 0,
        _ millisecond: Int64 = 0
    ) -> WallTime {
        date(year, month, day).start + .hours(Int64(hour)) + .minutes(Int64(minute))
            + .seconds(Int64(second)) + TimeSpan(milliseconds: millisecond)
    }

    package static func date(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
        guard let date = CivilDate(year: year, month: month, day: day) else {
            preconditionFailure("a test names a day that is not in the calendar")
        }
        return date
    }

    package init() {
        let published = Self.at(2025, 1, 1, 0)
        county = Self.institution("inst-county", jurisdiction: .jilin, level: .county, grade: .secondary)
        province = Self.institution("inst-province", jurisdiction: .jilin, level: .province, grade: .tertiary)
        attending = Self.physician("doc-attending", at: "inst-county", title: .intermediate, since: 2015)
        attending.provincialRegistration = nil
        specialist = Self.physician("doc-specialist", at: "inst-province", title: .fullSenior, since: 2000)
        secondSpecialist = Self.physician(
            "doc-second", at: "inst-province", title: .associateSenior, since: 2010)
        university = Self.institution(
            "inst-university", jurisdiction: .jilin, level: .province, grade: .tertiary)
        university.departments = [Department(code: Self.neurology, name: "神经内科")]
        neurologist = Self.physician(
            "doc-neurologist", at: "inst-university", title: .fullSenior, since: 2001)
        neurologist.specialties = [Self.neurology]
        neurologist.scopeOfPractice = [Self.neurology]
        universityAgreement = Agreement(
            id: "agr-2", parties: ["inst-county", "inst-university"], state: .inForce,
            validFrom: Self.date(2025, 1, 1), validTo: Self.date(2026, 12, 31))
        // A made-up number with a right check character.
        patient = Patient(
            id: "pat-1", institution: "inst-county", name: "张三",
            identity: Redacted(.residentID("220102198001010012")), sex: .female,
            birthDate: Redacted(Self.date(1980, 1, 1)), phone: Redacted(nil),
            verification: IdentityVerification(method: .documentSeen, at: published, by: "acc-attending"))
        agreement = Agreement(
            id: "agr-1", parties: ["inst-county", "inst-province"], state: .inForce,
            validFrom: Self.date(2025, 1, 1), validTo: Self.date(2026, 12, 31),
            platformOperator: Self.platform)
        price = PriceEntry(
            id: "price-1", institution: "inst-county", serviceKind: .remoteConsultation, level: .province,
            amount: Money(fen: 30_000), validFrom: Self.date(2025, 1, 1), validTo: nil,
            authorityDocument: "example 1/2025", publishedAt: published)
    }

    package static func institution(
        _ id: InstitutionID, jurisdiction: Jurisdiction, level: InstitutionLevel, grade: HospitalGrade
    ) -> Institution {
        Institution(
            id: id, code: "code-\(id)", name: "医院 \(id)", shortName: "\(id)", jurisdiction: jurisdiction,
            level: level, grade: grade,
            licence: PracticeLicence(
                number: "licence-\(id)", authority: "authority", validTo: date(2030, 1, 1)),
            departments: [Department(code: cardiology, name: "心血管内科")],
            capabilityAcceptance: CapabilityAcceptance(
                certificateNumber: "certificate-\(id)", acceptedOn: date(2024, 1, 1)),
            settlementAccount: SettlementAccount(
                holder: id, accountName: "医院 \(id)", bank: "bank", number: "6222000000000000"))
    }

    /// An office that treats nobody: a health authority or a quality-control centre.
    package static func office(
        _ id: InstitutionID, _ level: InstitutionLevel = .province, in place: Jurisdiction = .jilin,
        at division: String? = nil
    ) -> Institution {
        var office = institution(id, jurisdiction: place, level: level, grade: .ungraded)
        office.licence = nil
        office.departments = []
        office.division = division.flatMap { AdministrativeDivision($0) }
        return office
    }

    package static func physician(
        _ id: PractitionerID, at institution: InstitutionID, title: ProfessionalTitle, since year: Int
    ) -> Practitioner {
        var physician = Practitioner(
            id: id, name: "医师 \(id)", kind: .licensedPhysician, title: title, titleDisplay: title.rawValue,
            department: cardiology, specialties: [cardiology], scopeOfPractice: [cardiology],
            licence: PractitionerLicence(number: "licence-\(id)"),
            registrations: [Registration(institution: institution)],
            provincialRegistration: ProvincialRegistration(jurisdiction: .jilin, number: "jl-\(id)"),
            independentClinicalStart: date(year, 3, 5), registryCheckedOn: date(2025, 1, 1))
        physician.insurance = MalpracticeInsurance(
            insurer: "某保险公司", policyNumber: "bx-\(id)", validTo: date(2030, 12, 31))
        return physician
    }

    package var facts: Facts {
        var facts = Facts(
            institutions: [
                county, province, university,
                Self.institution(Self.platform, jurisdiction: .jilin, level: .province, grade: .ungraded),
            ], practitioners: [attending, specialist, secondSpecialist, neurologist],
            patient: patient, agreements: [agreement, universityAgreement], price: price)
        facts.missingTraining = missingTraining
        facts.roomAssets = roomAssets
        return facts
    }
}

extension ConsultationWorld {
    /// The people who act; signatures need a proof of identity just before.
    package enum Person: String, CaseIterable, Sendable {
        case attending, invitingCoordinator, invitedCoordinator, specialist, secondSpecialist
        case invitingFinance, stranger, platformOperator, universityCoordinator, neurologist, system
    }

    package func caller(_ person: Person, verifiedAt: WallTime? = nil) -> Caller {
        func member(_ institution: InstitutionID, _ roles: [Role], _ practitioner: PractitionerID? = nil)
            -> Caller
        {
            .member(
                Caller.Member(
                    account: AccountID("acc-\(person.rawValue)"), institution: institution,
                    practitioner: practitioner, roles: roles, verifiedAt: verifiedAt))
        }
        return switch person {
        case .attending: member(county.id, [.physician], attending.id)
        case .invitingCoordinator: member(county.id, [.invitationCoordinator])
        case .invitedCoordinator: member(province.id, [.invitationCoordinator])
        case .specialist: member(province.id, [.physician], specialist.id)
        case .secondSpecialist: member(province.id, [.physician], secondSpecialist.id)
        case .invitingFinance: member(county.id, [.finance])
        case .stranger: member("inst-elsewhere", [.physician, .invitationCoordinator], "doc-elsewhere")
        case .platformOperator: member("inst-platform", [.operator])
        case .universityCoordinator: member(university.id, [.invitationCoordinator])
        case .neurologist: member(university.id, [.physician], neurologist.id)
        case .system: .system
        }
    }
}
