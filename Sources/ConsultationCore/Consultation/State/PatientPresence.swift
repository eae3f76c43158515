/// That the patient was in the room of the inviting institution (JL-3b): said by its physician, who sees it.
package struct PatientPresence: Codable, Sendable, Equatable {
    package var recordedBy: PractitionerID
    package var since: WallTime
    package var until: WallTime?
}

extension Consultation {
    /// An outpatient visit is held with the patient, a discussion and the others need nobody but physicians.
    package var needsPatientPresent: Bool { serviceKind == .remoteOutpatient }

    package var isPatientPresent: Bool { session.patientPresences?.last.map { $0.until == nil } ?? false }

    /// A discussion of a case that names nobody goes without a consent as long as none was asked for
    /// (NHC-TM-3.3.1d).
    package var isDeidentified: Bool {
        serviceKind == .remoteCaseDiscussion && request.deidentified == true && consent == nil
    }

    /// The patient is not to learn of the illness: the case stays out of the patient's view until a physician lifts it
    /// (AT-27).
    package var isHiddenFromPatient: Bool {
        consent?.signer?.reasonNotPatient == .notSuitableToInform && patientViewOpenedAt == nil
    }
}
