// The licence, the acceptance and the people (§3.3).
extension ActivationCheck {
    static let licence = ActivationCheck("licence", "JL-13a", ask: .institutionAdmin) { grounds in
        let licence = grounds.institution.licence
        guard let licence, !licence.number.isBlank, licence.validTo.map({ grounds.today <= $0 }) ?? true
        else {
            return [ActivationFinding(.institutionLicenceInvalid(grounds.institution.id))]
        }
        return []
    }

    /// Until it is chosen the place decides who supervises; it stops nobody (SC 6).
    package static let licensingOffice = ActivationCheck(
        "licensingOffice", "SC-6", ask: .institutionAdmin
    ) { grounds in
        grounds.institution.isLicensingOfficeOpen
            ? [ActivationFinding(.site(.licensingOfficeUnknown(isChosen: false)), .warns)] : []
    }

    /// Of outsiders who serve the province too (AMB-36).
    static let capabilityAcceptance = ActivationCheck(
        "capabilityAcceptance", "JL-10", ask: .institutionAdmin
    ) { grounds in
        guard grounds.policy.capabilityAcceptanceRequired else { return [] }
        let acceptance = grounds.institution.capabilityAcceptance
        guard let acceptance, acceptance.acceptedOn <= grounds.today,
            acceptance.validTo.map({ grounds.today <= $0 }) ?? true
        else { return [ActivationFinding(.capabilityAcceptanceMissing(grounds.institution.id))] }
        return []
    }

    static let qualityController = ActivationCheck(
        "qualityController", "NHC-TM-4.1.2", ask: .institutionAdmin
    ) { grounds in
        do throws(Refusal) {
            try QualityControlStaff.demand(
                grounds.staff[.qualityController] ?? 0, at: grounds.institution.id)
            return []
        } catch {
            return [ActivationFinding(error)]
        }
    }

    static let dedicatedManager = ActivationCheck(
        "dedicatedManager", "JL-13b", ask: .institutionAdmin
    ) { grounds in
        grounds.isJilin && grounds.profile.managers.isEmpty
            ? [ActivationFinding(.site(.profileIncomplete(.dedicatedManager)))] : []
    }

    /// One who passed the training: a name alone is not enough (JL 13(4)).
    static let networkTechnician = ActivationCheck(
        "networkTechnician", "JL-13b", ask: .institutionAdmin
    ) { grounds in
        let trained = grounds.profile.technicians.contains {
            $0.trainedOn.map { $0 <= grounds.today } ?? false
        }
        return grounds.isJilin && !trained
            ? [ActivationFinding(.site(.profileIncomplete(.networkTechnician)))] : []
    }

    static let mlpsEvidence = ActivationCheck("mlpsEvidence", "NHC-ID-13", ask: .operator) { grounds in
        let level = grounds.rules.mlpsLevel
        if let evidence = grounds.profile.mlps, evidence.level >= level, grounds.today <= evidence.validTo {
            return []
        }
        return [
            ActivationFinding(
                .site(.mlpsEvidenceMissing(wanted: level)),
                grounds.institution.holdsInternetHospitalLicence ? .refuses : .warns)
        ]
    }
}

extension ActivationGrounds {
    /// JL 13(3) and (4) have no parameter: they bind the institutions of this province.
    fileprivate var isJilin: Bool { institution.jurisdiction == .jilin }

    func weight(at site: Site) -> ActivationFinding.Weight {
        site.isInternetHospital || institution.holdsInternetHospitalLicence ? .refuses : .warns
    }
}
