import ConsultationCore
import Storage

extension ReadTransaction {
    /// What records of admission ask of the store; nil for the others.
    func admissionFacts(
        _ kind: QualityRecordKind, _ key: String, of place: Institution?, under policies: PolicyBook,
        at now: WallTime
    ) throws -> AdmissionFacts? {
        guard let place else { return nil }
        func facts(_ practitioners: [Practitioner]) throws -> AdmissionFacts {
            AdmissionFacts(
                rules: policies.onlineRules(for: place.jurisdiction, at: now),
                connector: try system.record(SupervisionConnector.self, place.jurisdiction.text)?.state,
                practitioners: practitioners)
        }
        switch kind {
        case .internetHospital:
            var found = try facts(scope(place.id).practitioners())
            found.licensing = try licensingChoice(of: place)
            return found
        case .expertStudio: return try facts(scope(place.id).practitioners())
        case .staffAdmission:
            guard let person = try practitioner(PractitionerID(key)), try home(of: person.id) == place.id
            else { return try facts([]) }
            return try facts([person])
        case .supportAgreement: return try facts([])
        default: return nil
        }
    }
}

extension WriteTransaction {
    /// What decisions about cases and visits see changes in the transaction that lets somebody in or out.
    func follow(admission record: some QualityRecord) throws {
        if let hospital = record as? InternetHospital { try follow(hospital) }
        if let staff = record as? StaffAdmission { try follow(staff) }
    }

    private func follow(_ hospital: InternetHospital) throws {
        guard var institution = try reading.institution(hospital.institution) else { return }
        let before = institution
        if hospital.isServing {
            institution.holdsInternetHospitalLicence = true
            institution.online = hospital.standing
        } else if hospital.isClosed {
            institution.holdsInternetHospitalLicence = false
            institution.online = nil
        }
        if institution != before { try put(institution) }
    }

    private func follow(_ staff: StaffAdmission) throws {
        guard var person = try reading.practitioner(staff.practitioner) else { return }
        let before = person
        person.employment = staff.state
        person.insurance = staff.insurance ?? person.insurance
        person.multiSite = staff.multiSite
        person.independentClinicalStart = staff.data.clinicalSince ?? person.independentClinicalStart
        if person != before { try put(person, home: staff.institution) }
    }
}
