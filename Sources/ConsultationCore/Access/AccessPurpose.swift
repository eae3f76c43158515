/// What somebody wants patient data for (JL 35). Without one there is no access.
package enum AccessPurpose: String, Codable, Sendable, CaseIterable {
    /// Diagnosis and treatment of this patient.
    case care
    /// Arranging the consultation.
    case coordination
    case qualityControl
    /// A dispute, a complaint, an adverse event.
    case disputeHandling
    /// The patient or a deputy asked for it.
    case patientRequest
    /// The health authority supervises.
    case supervision
    case settlement
    /// Reviewing prescriptions, the only purpose for which drugs may be added up by prescriber (NHC-SUP 21).
    case prescriptionEvaluation
    /// Keeping the service running; for the operator's staff, and only through a break-glass request (JL 36).
    case emergencyMaintenance
}
