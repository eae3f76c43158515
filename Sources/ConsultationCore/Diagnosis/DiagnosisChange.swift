package enum DiagnosisChange: RecordChange {
    case drafted(DiagnosisOpening, inviting: InstitutionID)
    case edited(DiagnosisRequest)
    case itemAdded(Attachment)
    case itemRemoved(AttachmentID)
    case consentPresented(InformedConsent)
    case consentSigned(signer: ConsentSigner, documentHash: Digest)
    /// The consent and the order end together; after the report only the use of the data does (JL-20).
    case consentWithdrawn(reason: Redacted<String>)
    case submitted(DiagnosisTerms, Charge)
    /// The standing arrangement of a consortium takes the order in (NHC-TM 三(三)1).
    case acceptedByArrangement(AgreementID)
    /// Nil: nobody was found.
    case routed(to: PractitionerID?, passedOver: [PractitionerID])
    case assigned(PractitionerID)
    case takenUp(PractitionerID)
    case returned(DiagnosisReturn)
    case resubmitted(dueAt: WallTime)
    case reported(DiagnosisReport)
    case chargeBecameBillable
    case addendumAdded(DiagnosisAddendum)
    case closed(note: Redacted<String>)
    case cancelled(reason: Redacted<String>, consentWithdrawn: Bool)
    case violationRaised(Violation)
    case deadlinePassed(Deadline.Kind, dueAt: WallTime)

    package var kind: String {
        switch self {
        case .drafted: "drafted"
        case .edited: "edited"
        case .itemAdded: "itemAdded"
        case .itemRemoved: "itemRemoved"
        case .consentPresented: "consentPresented"
        case .consentSigned: "consentSigned"
        case .consentWithdrawn: "consentWithdrawn"
        case .submitted: "submitted"
        case .acceptedByArrangement: "acceptedByArrangement"
        case .routed: "routed"
        case .assigned: "assigned"
        case .takenUp: "takenUp"
        case .returned: "returned"
        case .resubmitted: "resubmitted"
        case .reported: "reported"
        case .chargeBecameBillable: "chargeBecameBillable"
        case .addendumAdded: "addendumAdded"
        case .closed: "closed"
        case .cancelled: "cancelled"
        case .violationRaised: "violationRaised"
        case .deadlinePassed: "deadlinePassed"
        }
    }
}
