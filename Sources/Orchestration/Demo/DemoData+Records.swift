import ConsultationCore

extension DemoData {
    static func institutions(on today: CivilDate) -> [Institution] {
        [
            hospital(
                county, code: "22062100X", name: "长林县人民医院（演示）", shortName: "长林县医院", .county, .secondary,
                accountNumber: "2200000000000001", services: ["互联网诊疗", "家庭医生签约服务"], on: today),
            hospital(
                province, code: "22010000X", name: "松江省立医院（演示）", shortName: "松江省立医院", .province,
                .tertiary, accountNumber: "2200000000000002", on: today),
            hospital(
                city, code: "22020000X", name: "北山市中心医院（演示）", shortName: "北山市医院", .city, .tertiary,
                accountNumber: "2200000000000005", on: today),
            organisation(platform, code: "22010001X", name: "远程会诊平台运营中心（演示）", shortName: "平台运营中心"),
            organisation(authority, code: "22010002X", name: "省卫生健康监督所（演示）", shortName: "卫生监督所"),
        ]
    }

    private static func hospital(
        _ id: InstitutionID, code: String, name: String, shortName: String, _ level: InstitutionLevel,
        _ grade: HospitalGrade, accountNumber: String, services: [String] = [], on today: CivilDate
    ) -> Institution {
        Institution(
            id: id, code: code, name: name, shortName: shortName, jurisdiction: .jilin, level: level,
            grade: grade,
            licence: PracticeLicence(
                number: "PDY\(code)", authority: "省卫生健康监督所（演示）",
                office: LicensingOffice(id: authority, level: .province), validTo: today.adding(years: 5),
                scope: (departments.map(\.name) + services).joined(separator: "、")),
            departments: departments,
            capabilityAcceptance: CapabilityAcceptance(
                certificateNumber: "YS-\(code)", acceptedOn: today.adding(years: -1)),
            settlementAccount: SettlementAccount(
                holder: id, accountName: name, bank: "演示银行", number: .init(accountNumber)))
    }

    /// Runs or watches the service and treats nobody: no licence, no departments, no account.
    private static func organisation(
        _ id: InstitutionID, code: String, name: String, shortName: String
    ) -> Institution {
        Institution(
            id: id, code: code, name: name, shortName: shortName, jurisdiction: .jilin, level: .province,
            grade: .ungraded, licence: nil, departments: [], capabilityAcceptance: nil)
    }

    static func practitioners(on today: CivilDate) -> [(Practitioner, InstitutionID)] {
        [
            (
                person(attending, "李春燕", .intermediate, "主治医师", "03", ["03"], years: 8, at: county, today),
                county
            ),
            (
                person(
                    colleague, "赵志强", .associateSenior, "副主任医师", "04", ["04"], years: 15, at: county, today),
                county
            ),
            (pharmacist(today), county),
            (
                person(
                    respiratoryChief, "周明远", .fullSenior, "主任医师", "03.01", ["03", "03.01"], years: 22,
                    at: province, today), province
            ),
            (
                person(
                    cardiologist, "陈思宁", .associateSenior, "副主任医师", "03.04", ["03", "03.04"], years: 14,
                    at: province, today), province
            ),
            (
                person(
                    radiologist, "孙雅琴", .fullSenior, "主任医师", "32", ["32"], years: 20, at: province, today),
                province
            ),
            (
                person(
                    cityCardiologist, "林月", .associateSenior, "副主任医师", "03.04", ["03", "03.04"], years: 16,
                    at: city, today), city
            ),
            // Not senior enough for Jilin (JL 14(4)): shows what a refusal looks like.
            (
                person(
                    juniorResident, "刘洋", .intermediate, "主治医师", "03.01", ["03", "03.01"], years: 5,
                    at: province, today), province
            ),
        ]
    }

    private static func person(
        _ id: PractitionerID, _ name: String, _ title: ProfessionalTitle, _ titleDisplay: String,
        _ department: DepartmentCode, _ scope: [DepartmentCode], years: Int, at institution: InstitutionID,
        _ today: CivilDate
    ) -> Practitioner {
        let tail = id.text.suffix(4)
        var person = Practitioner(
            id: id, name: name, kind: .licensedPhysician, title: title, titleDisplay: titleDisplay,
            department: department, specialties: scope, scopeOfPractice: scope,
            licence: PractitionerLicence(number: "1102200000\(tail)"),
            registrations: [Registration(institution: institution)],
            provincialRegistration: ProvincialRegistration(jurisdiction: .jilin, number: "JLYC-\(tail)"),
            independentClinicalStart: today.adding(years: -years),
            registryCheckedOn: today.adding(days: -30))
        person.insurance = MalpracticeInsurance(
            insurer: "演示保险公司", policyNumber: "YLZR-\(tail)", validTo: today.adding(years: 1))
        person.onlineConsent = OnlineConsent(
            institution: institution, reference: "线上执业同意书 \(tail)", from: today.adding(years: -1))
        return person
    }

    /// Reviews the prescriptions of online visits.
    private static func pharmacist(_ today: CivilDate) -> Practitioner {
        var person = person(
            reviewingPharmacist, "马燕", .intermediate, "主管药师", "03", [], years: 12, at: county, today)
        person.kind = .reviewingPharmacist
        person.onlineConsent = nil
        return person
    }

    /// Each hospital publishes what its patients pay, by the level of the invited side (JL 39, AMB-15).
    static func prices(on today: CivilDate, publishedAt now: WallTime) -> [PriceEntry] {
        let consultation = ServiceKind.remoteConsultation
        let catalogue: [(PriceID, InstitutionID, ServiceKind, InstitutionLevel, Int64, String, String)] = [
            (provincePrice, county, consultation, .province, 30_000, "YC-0101", "远程会诊（省级）"),
            (
                "01900000-0000-7000-8000-000000000021", county, consultation, .city, 20_000, "YC-0102",
                "远程会诊（市级）"
            ),
            (
                "01900000-0000-7000-8000-000000000022", county, consultation, .county, 12_000, "YC-0103",
                "远程会诊（县级）"
            ),
            (
                "01900000-0000-7000-8000-000000000023", province, consultation, .province, 30_000, "YC-0101",
                "远程会诊（省级）"
            ),
            (
                teamPrice, county, .remoteMultidisciplinaryTeam, .province, 50_000, "YC-0201", "远程多学科会诊"
            ),
            (ecgPrice, county, .remoteEcgDiagnosis, .province, 5_000, "YC-0301", "远程心电诊断（省级）"),
            (
                "01900000-0000-7000-8000-000000000025", county, .remoteImagingDiagnosis, .province, 8_000,
                "YC-0302", "远程医学影像诊断（省级）"
            ),
        ]
        return catalogue.map { id, institution, kind, level, fen, code, name in
            PriceEntry(
                id: id, institution: institution, serviceKind: kind, level: level,
                amount: Money(fen: fen), validFrom: today.adding(years: -1), validTo: nil,
                authorityDocument: "演示价格〔2025〕1号", publishedAt: now,
                item: PriceEntry.Item(code: code, name: name, unit: "次"),
                authorityDate: today.adding(years: -1))
        }
    }

    static func patient(_ id: PatientID, at now: WallTime) -> Patient {
        // Place code 220699 is not assigned to any county; the check digit is right (GB 11643).
        let number = residentID(body: "22069919580312001")
        let resident = ResidentID(number)
        return Patient(
            id: id, institution: county, name: "王秀兰（演示）", identity: .init(.residentID(number)),
            sex: resident?.sex, birthDate: .init(resident?.birthDate), phone: .init("13000000000"),
            verification: IdentityVerification(method: .documentSeen, at: now, by: "system"))
    }

    /// Seventeen digits and the check character of ISO 7064 MOD 11-2.
    static func residentID(body: String) -> String {
        for check in "0123456789X" where ResidentID(body + String(check)) != nil {
            return body + String(check)
        }
        return body + "0"
    }
}
