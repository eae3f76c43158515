/// Everything a decision needs from outside its own aggregate, read in the same transaction.
package struct Facts: Sendable, Equatable {
    package var institutions: [Institution]
    package var practitioners: [Practitioner]
    package var patient: Patient?
    /// Agreements that name both institutions, in whatever state.
    package var agreements: [Agreement]
    package var price: PriceEntry?
    /// What is stored of the case's archive (NHC-TM-3.5a).
    package var archivePackages: [ArchivePackage]
    /// People in charge of quality at the institution that a decision is about; nil where it does not ask.
    package var qualityControllers: Int?
    /// Mandatory trainings that people to be assigned lack today (NHC-TM-4.2.1).
    package var missingTraining: [PractitionerID: [TrainingTopic]] = [:]
    /// Things in the consultation rooms of who takes part that are overdue or have failed (NHC-TM-2.2f).
    package var roomAssets: [Asset] = []

    package init(
        institutions: [Institution] = [], practitioners: [Practitioner] = [], patient: Patient? = nil,
        agreements: [Agreement] = [], price: PriceEntry? = nil, archivePackages: [ArchivePackage] = []
    ) {
        self.institutions = institutions
        self.practitioners = practitioners
        self.patient = patient
        self.agreements = agreements
        self.price = price
        self.archivePackages = archivePackages
    }

    package func institution(_ id: InstitutionID) -> Institution? { institutions.first { $0.id == id } }
    package func practitioner(_ id: PractitionerID) -> Practitioner? { practitioners.first { $0.id == id } }

    package func agreement(
        between first: InstitutionID, and second: InstitutionID, at instant: WallTime
    ) -> Agreement? {
        // With several in force the one that the platform has signed too goes first.
        agreements.filter { $0.isInForce(between: first, and: second, at: instant) }
            .min { ($0.platformOperator == nil ? 1 : 0, $0.id) < ($1.platformOperator == nil ? 1 : 0, $1.id) }
    }
}

/// Which facts a command needs, so that a shell loads no more and no less.
package struct FactKeys: Sendable, Equatable {
    package var institutions: [InstitutionID] = []
    package var practitioners: [PractitionerID] = []
    package var patient: PatientID?
    /// Agreements that name both of a pair.
    package var agreementsBetween: [InstitutionPair] = []
    package var price: PriceID?
    /// The case whose stored packages are needed.
    package var archiveOf: ConsultationID?
    /// People who are to be assigned: their trainings are looked up.
    package var assigning: [PractitionerID] = []
    /// A session is to be there at that time: the equipment of its rooms is looked at.
    package var scheduling: TimeSlot?
}
