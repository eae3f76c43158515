/// An online follow-up visit (互联网复诊) at one institution (REQUIREMENTS.md §3.15, Protocols/visit-states.md).
package struct InternetVisit: DomainRecord {
    package enum State: String, Codable, Sendable, CaseIterable {
        case draft, open, completed, terminated
    }

    package let id: VisitID
    /// Nil in visits from before there was another than the follow-up.
    package let pathway: LegalPathway?
    /// Where the patient is and who receives them there (GX 28): of a consultation of an internet hospital alone.
    package let reception: VisitReception?
    package let institution: InstitutionID
    package let physician: PractitionerID
    package let department: DepartmentCode
    package let patient: PatientID
    package let birthDate: Redacted<CivilDate>
    package let createdAt: WallTime

    package var version: Int
    package var state: State
    package var evidence: [VisitEvidence]
    package var riskNotice: RiskNoticeReading?
    package var consent: VisitConsent?
    /// A physician found that the patient may read the visit although a relative signed.
    package var openedToPatientAt: WallTime?
    /// Conditions that the physician has asked about and found absent, and when.
    package var excluded: [VisitCondition]
    package var followUpConfirmedAt: WallTime?
    package var recordReviewedAt: WallTime?
    package var companions: VisitCompanions?
    package var exchanges: [VisitExchange]
    package var startedAt: WallTime?
    package var record: VisitRecord?
    package var recordSigned: VisitSignature?
    package var diagnosis: VisitDiagnosis?
    package var opinion: VisitOpinion?
    package var prescriptions: [Prescription]
    package var ending: VisitEnding?
    package var warnings: [VisitWarning]
    /// Institutions whose pharmacists review for this one, by agreement (NHC-IH 附录三).
    package var reviewingInstitutions: [InstitutionID]?
    package var room: VisitRoomState?
    package var violations: [Violation]?
    /// Who answers for it, as printed when it was opened; nil in visits from before it was kept.
    package var entity: LegalEntity?
    /// Nil: a follow-up, or a consultation of an internet hospital.
    package var serviceKind: ServiceKind?
    /// The contract with the family doctor under which it is held.
    package var contract: FamilyDoctorContractID?

    package var isHospitalConsultation: Bool { pathway == .internetHospitalConsultation }

    /// The patient is not to learn of the illness: the visit stays out of the patient's view until the physician lifts
    /// it (NHC-TM 三(二), NHC-IH 21).
    package var isHiddenFromPatient: Bool {
        consent?.signer.reasonNotPatient == .notSuitableToInform && openedToPatientAt == nil
    }

    /// Physician and patient have spoken, or written to each other (GX 28): what one side alone sent is no exchange.
    package var hasRealExchange: Bool {
        exchanges.contains { $0.medium.isLive && $0.isWitnessed }
            || [true, false].allSatisfy { ofPhysician in
                exchanges.contains { $0.medium == .text && ($0.author == .physician) == ofPhysician }
            }
    }
}

package struct VisitID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}
