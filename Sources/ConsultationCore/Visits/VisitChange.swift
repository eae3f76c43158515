/// What happened in a visit: one entry of its journal.
package enum VisitChange: RecordChange {
    case opened(
        VisitOpening, InstitutionID, PractitionerID, birthDate: Redacted<CivilDate>,
        entity: LegalEntity? = nil)
    case evidenceAdded(VisitEvidence)
    case riskNoticeRead(RiskNoticeReading)
    case consentGiven(VisitConsent)
    case openedToPatient
    case conditionsExcluded([VisitCondition])
    case followUpConfirmed
    case started([VisitWarning])
    case exchanged(VisitExchange)
    case recordReviewed
    case companionsNoted(VisitCompanions)
    case recordWritten(VisitRecord)
    case recordSigned(VisitSignature)
    case diagnosed(VisitDiagnosis)
    case opinionSigned(VisitOpinion)
    case assistanceConfirmed(AssistedPart)
    case prescriptionDrafted(Int, [Prescription.Line], assistance: Assistance?)
    /// Signed while no pharmacist was there.
    case prescriptionQueued(Int)
    case prescriptionEvaluated(Int, Prescription.Evaluation)
    case reviewersNamed([InstitutionID])
    case violationRaised(Violation)
    case joined(VisitSide)
    case left(VisitSide)
    case recordingOpened(RecordingID, segment: Int)
    case recordingSealed(segment: Int, root: Digest)
    case prescriptionSigned(Int, PractitionerID)
    case prescriptionReviewed(Int, Prescription.Review)
    case prescriptionRouted(Int, Prescription.Route)
    case prescriptionDelivered(Int)
    case prescriptionVoided(Int, reason: String)
    case completed
    case terminated(VisitEnding)

    package var kind: String {
        switch self {
        case .opened: "opened"
        case .evidenceAdded: "evidenceAdded"
        case .riskNoticeRead: "riskNoticeRead"
        case .consentGiven: "consentGiven"
        case .openedToPatient: "openedToPatient"
        case .recordWritten: "recordWritten"
        case .recordSigned: "recordSigned"
        case .opinionSigned: "opinionSigned"
        case .assistanceConfirmed: "assistanceConfirmed"
        case .prescriptionQueued: "prescriptionQueued"
        case .prescriptionEvaluated: "prescriptionEvaluated"
        case .reviewersNamed: "reviewersNamed"
        case .violationRaised: "violationRaised"
        case .joined: "joined"
        case .left: "left"
        case .recordingOpened: "recordingOpened"
        case .recordingSealed: "recordingSealed"
        case .conditionsExcluded: "conditionsExcluded"
        case .followUpConfirmed: "followUpConfirmed"
        case .started: "started"
        case .exchanged: "exchanged"
        case .recordReviewed: "recordReviewed"
        case .companionsNoted: "companionsNoted"
        case .diagnosed: "diagnosed"
        case .prescriptionDrafted: "prescriptionDrafted"
        case .prescriptionSigned: "prescriptionSigned"
        case .prescriptionReviewed: "prescriptionReviewed"
        case .prescriptionRouted: "prescriptionRouted"
        case .prescriptionDelivered: "prescriptionDelivered"
        case .prescriptionVoided: "prescriptionVoided"
        case .completed: "completed"
        case .terminated: "terminated"
        }
    }

    /// The prescription that the change is about (NHC-SUP 20).
    package var prescription: Int? {
        switch self {
        case .prescriptionDrafted(let number, _, _), .prescriptionSigned(let number, _),
            .prescriptionQueued(let number), .prescriptionReviewed(let number, _),
            .prescriptionRouted(let number, _), .prescriptionDelivered(let number),
            .prescriptionVoided(let number, _), .prescriptionEvaluated(let number, _),
            .assistanceConfirmed(.prescription(let number)):
            number
        default: nil
        }
    }
}
