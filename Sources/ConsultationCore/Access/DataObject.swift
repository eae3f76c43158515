/// One thing that is kept of a case, with whose it is, what it may be used for and on what ground (JL 35).
package struct DataObject: Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case patient, request, consent, material, note, report, decision, session, messages, recording, charge
        case archivePackage
    }

    package enum LawfulGround: String, Codable, Sendable, CaseIterable {
        /// The patient's informed consent (NHC-TM 三(二)).
        case consent
        /// Kept because a rule orders it (medical record, retention, settlement).
        case legalDuty
    }

    package var kind: Kind
    package var dataClass: DataClass
    package var name: String
    package var owner: InstitutionID
    package var purposes: [AccessPurpose]
    package var ground: LawfulGround
    /// Of the content; nil where the journal itself is the content.
    package var hash: Digest?
    package var since: WallTime?

    package init(
        kind: Kind, dataClass: DataClass, name: String, owner: InstitutionID, purposes: [AccessPurpose],
        ground: LawfulGround, hash: Digest?, since: WallTime?
    ) {
        self.kind = kind
        self.dataClass = dataClass
        self.name = name
        self.owner = owner
        self.purposes = purposes
        self.ground = ground
        self.hash = hash
        self.since = since
    }
}

extension Consultation {
    /// Every data object of the case. Their event chain is the journal of the case and of its readings.
    package var dataObjects: [DataObject] {
        let clinical: [AccessPurpose] = [
            .care, .coordination, .qualityControl, .disputeHandling, .patientRequest,
        ]
        let ground: DataObject.LawfulGround = consent?.state == .signed ? .consent : .legalDuty
        var objects: [DataObject] = []
        func add(
            _ kind: DataObject.Kind, _ dataClass: DataClass, _ name: String = "",
            of owner: InstitutionID? = nil,
            for purposes: [AccessPurpose]? = nil, on given: DataObject.LawfulGround? = nil,
            hash: Digest? = nil, since: WallTime? = nil
        ) {
            objects.append(
                DataObject(
                    kind: kind, dataClass: dataClass, name: name, owner: owner ?? inviting,
                    purposes: purposes ?? clinical, ground: given ?? ground, hash: hash, since: since))
        }
        add(.patient, .subjectInformation, since: createdAt)
        add(.request, .medicalRecord, since: createdAt)
        if let consent { add(.consent, .medicalRecord, on: .legalDuty, hash: consent.documentHash) }
        for item in attachments {
            add(.material, .consultationMaterial, item.name.value, hash: item.sha256, since: item.uploadedAt)
        }
        if let note { add(.note, .medicalRecord, hash: Digest(of: note.text.value), since: note.at) }
        if let report {
            add(.report, .medicalRecord, of: invited, hash: report.contentHash, since: report.issuedAt)
        }
        if let decision {
            add(.decision, .medicalRecord, hash: decision.contentHash, since: decision.signedAt)
        }
        if !session.presences.isEmpty {
            add(.session, .medicalRecord, on: .legalDuty, since: session.startedAt)
        }
        if messageCount > 0 { add(.messages, .consultationMaterial) }
        for segment in recording?.segments ?? [] {
            add(
                .recording, .recording, String(segment.index),
                for: [.care, .qualityControl, .disputeHandling, .patientRequest], on: .legalDuty,
                hash: segment.root,
                since: segment.openedAt)
        }
        if charge != nil { add(.charge, .finance, for: [.settlement, .supervision], on: .legalDuty) }
        return objects
    }
}
