/// The keeping of one case's record and recording: archive packages, retention, legal holds, the seal, and who asked
/// for what (REQUIREMENTS.md §5.9, JL 37, SC 34; Protocols/custody-states.md). It begins with the first of these; until
/// then the case alone says where its recording stands.
package struct CaseCustody: DomainRecord {
    /// The course of the recording; from the archive on the record goes the same way.
    package enum State: String, Codable, Sendable, CaseIterable {
        case notRecorded, recording, finalising, archived, disposable, disposed
    }

    package let consultation: ConsultationID
    package let inviting: InstitutionID
    package var invited: InstitutionID?
    /// The invited institutions of a team; nil elsewhere.
    package var team: [InstitutionID]?
    package var version: Int
    package var state: State
    package var stateSince: WallTime
    /// One for each institution (NHC-TM 三(五)).
    package var packages: [ArchivePackage]
    package var retention: RetentionPeriod?
    package var holds: [LegalHold]
    package var seal: RecordSeal?
    package var requests: [CustodyRequest]
    package var disposal: MediaDisposal?
    package var passedDeadlines: [PassedDeadline]

    /// Requests that wait at a time; a person who floods the list is stopped here.
    package static let openRequestLimit = 50
}

/// One institution's own copy of the whole record, as it was stored.
package struct ArchivePackage: Codable, Sendable, Equatable {
    package var institution: InstitutionID
    /// Of the package file.
    package var sha256: Digest
    package var size: Int64
    /// Of the manifest that both packages share.
    package var manifestHash: Digest
    package var storedAt: WallTime

    package init(
        institution: InstitutionID, sha256: Digest, size: Int64, manifestHash: Digest, storedAt: WallTime
    ) {
        self.institution = institution
        self.sha256 = sha256
        self.size = size
        self.manifestHash = manifestHash
        self.storedAt = storedAt
    }
}

/// The last days on which record and recording must still be kept; apart, because the texts differ (AMB-21).
package struct RetentionPeriod: Codable, Sendable, Equatable {
    package var recordTo: CivilDate
    package var mediaTo: CivilDate
}

/// Nothing of the case is disposed of while one stands (SC 34).
package struct LegalHold: Codable, Sendable, Equatable {
    package var id: Int
    package var ground: String
    /// What asked for it, for example a dispute.
    package var reference: String?
    package var by: Caller
    package var at: WallTime
    package var liftedAt: WallTime?
    package var liftReason: String?
}

/// 封存: the record can be read and nothing of it changes or goes, until two others open it (JL 37).
package struct RecordSeal: Codable, Sendable, Equatable {
    package var request: Int
    package var ground: String
    package var at: WallTime
}

package struct MediaDisposal: Codable, Sendable, Equatable {
    package var request: Int
    package var at: WallTime
}

extension CaseCustody {
    package var openHolds: [LegalHold] { holds.filter { $0.liftedAt == nil } }
    package var isSealed: Bool { seal != nil }

    package func request(_ id: Int) -> CustodyRequest? { requests.first { $0.id == id } }

    /// What a person was granted and may still use at `now`.
    package func grant(_ kind: CustodyRequest.Kind, to account: AccountID, at now: WallTime)
        -> CustodyRequest?
    {
        requests.last { $0.kind == kind && $0.by.account == account && $0.isUsable(at: now) }
    }

    package func package(of institution: InstitutionID) -> ArchivePackage? {
        packages.first { $0.institution == institution }
    }

    /// Where the recording of a case stands that nobody has archived, sealed or held yet.
    package static func state(of consultation: Consultation) -> State {
        if consultation.state == .archived { return .archived }
        guard let recording = consultation.recording else { return .notRecorded }
        return recording.isRunning ? .recording : .finalising
    }
}
