/// What imaging is made of in Jilin's list (JL 3): 影像、超声、核医学、心电图、肌电图、脑电图.
package enum ImagingSubKind: String, Codable, Sendable, CaseIterable {
    case radiology, ultrasound, nuclearMedicine, ecg, emg, eeg
}

/// What is to be diagnosed: a kind of service and, for imaging, which.
package struct DiagnosisScope: Codable, Sendable, Hashable {
    package var kind: ServiceKind
    package var subKind: ImagingSubKind?

    package init(_ kind: ServiceKind, _ subKind: ImagingSubKind? = nil) {
        self.kind = kind
        self.subKind = subKind
    }

    /// Codes of the national list of clinical departments (医疗机构诊疗科目名录, 卫医发〔1994〕27号) whose physicians may
    /// sign it. A code covers those below it: 32 covers 32.05. Electrocardiograms are read by cardiologists too.
    package var departments: [DepartmentCode] {
        switch kind {
        case .remotePathologyDiagnosis: ["31"]
        case .remoteLaboratoryDiagnosis: ["30"]
        case .remoteEcgDiagnosis: ["32.06", "03.04"]
        case .remoteImagingDiagnosis:
            switch subKind {
            case nil: ["32"]
            case .radiology: ["32.01", "32.02", "32.03"]
            case .nuclearMedicine: ["32.04"]
            case .ultrasound: ["32.05"]
            case .ecg: ["32.06", "03.04"]
            case .eeg: ["32.07"]
            case .emg: ["32.08"]
            }
        case .remoteConsultation, .remoteOutpatient, .remoteCaseDiscussion, .remoteMultidisciplinaryTeam,
            .other, .familyDoctorService:
            []
        }
    }

    package func isCovered(by codes: [DepartmentCode]) -> Bool {
        codes.contains { code in
            departments.contains { $0.text == code.text || $0.text.hasPrefix(code.text + ".") }
                // Somebody of one imaging specialty signs orders that name no sub-kind only for a whole rota.
                || (kind == .remoteImagingDiagnosis && subKind == nil && code.text.hasPrefix("32."))
        }
    }
}

extension Institution {
    /// The approved department in which such a diagnosis is made (NHC-TM-2.1.1).
    package func isApproved(for scope: DiagnosisScope) -> Bool {
        scope.isCovered(by: departments.filter(\.isApproved).map(\.code))
    }

    /// Higher by the hospital's grade; with the same grade by the level of its administration (AMB-47).
    package func isHigher(than other: Institution) -> Bool {
        if grade != other.grade { return grade > other.grade }
        return level.rank > other.level.rank
    }
}

extension Qualification {
    /// What keeps a person from signing a report of this kind at `institution`: the checks of every consulting
    /// physician (AMB-50: the signer is 副高 where the province asks for it), and the kind itself (NHC-TM-4.3.6).
    /// Diagnostic reports are signed by licensed physicians alone.
    package static func refusals(
        of practitioner: Practitioner, signing scope: DiagnosisScope, at institution: InstitutionID,
        on date: CivilDate, under policy: Policy
    ) -> [Refusal] {
        var found = personalRefusals(
            of: practitioner, at: institution, for: nil, on: date, under: policy)
        let isOfKind =
            practitioner.kind == .licensedPhysician && scope.isCovered(by: practitioner.scopeOfPractice)
        if !isOfKind { found.append(.kindNotQualified(practitioner.id, scope.kind)) }
        return found
    }
}
