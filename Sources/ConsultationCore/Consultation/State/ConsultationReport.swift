/// The specialist's signed opinion (诊疗意见报告, NHC-TM 三(三)3). It advises; it never writes into the inviting record.
package struct ConsultationReport: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case draft, signed
    }

    package var state: State
    package var sections: [ReportSection]
    /// The opinion authors; all of them sign (AMB-42).
    package var signers: [PractitionerID]
    package var signatures: [ReportSignature]
    package var issuedAt: WallTime?
    package var contentHash: Digest?
    package var liability: Policy.Liability?
    package var addenda: [ReportAddendum]
    /// What the institutions of a team say together; nil outside a team.
    package var summary: Redacted<String>?
    /// Who answers for it, the inviting side first, as printed when it was issued; nil in reports from before it was
    /// kept.
    package var entities: [LegalEntity]?

    package init(
        state: State, sections: [ReportSection], signers: [PractitionerID], signatures: [ReportSignature],
        issuedAt: WallTime?, contentHash: Digest?, liability: Policy.Liability?, addenda: [ReportAddendum],
        summary: Redacted<String>? = nil
    ) {
        self.state = state
        self.sections = sections
        self.signers = signers
        self.signatures = signatures
        self.issuedAt = issuedAt
        self.contentHash = contentHash
        self.liability = liability
        self.addenda = addenda
        self.summary = summary
    }
}

package struct ReportSection: Codable, Sendable, Equatable {
    package var question: Redacted<String>
    package var answer: Redacted<String>

    package init(question: Redacted<String>, answer: Redacted<String>) {
        self.question = question
        self.answer = answer
    }
}

package struct ReportSignature: Codable, Sendable, Equatable {
    package var practitioner: PractitionerID
    package var title: ProfessionalTitle
    package var signedAt: WallTime
    /// Digest of the canonical content the person signed; another content voids the signature (NHC-IH-20a).
    package var contentHash: Digest
}

package struct ReportAddendum: Codable, Sendable, Equatable {
    package var text: Redacted<String>
    package var practitioner: PractitionerID
    package var signedAt: WallTime
    package var contentHash: Digest
}

/// What the inviting physician decides after reading the report (NHC-TM-3.3.3c).
package struct TreatmentDecision: Codable, Sendable, Equatable {
    package enum Outcome: String, Codable, Sendable, CaseIterable {
        case adopted, partlyAdopted, notAdopted
    }

    package var outcome: Outcome
    package var plan: Redacted<String>
    package var practitioner: PractitionerID
    package var signedAt: WallTime
    package var contentHash: Digest
}

package struct Cancellation: Codable, Sendable, Equatable {
    package enum Cause: String, Codable, Sendable, CaseIterable {
        case byInvitingInstitution, consentWithdrawn
    }

    package var cause: Cause
    package var reason: Redacted<String>
    package var at: WallTime
}

/// The parts of an archive package (NHC-TM-3.5a).
package enum ArchivePart: String, Codable, Sendable, CaseIterable {
    case invitation, consent, sessionLog, note, report, decision, recording
    /// The stored packages themselves, and the manifest they share.
    case invitingPackage, invitedPackage, manifest
}

package struct ArchiveRecord: Codable, Sendable, Equatable {
    package var archivedAt: WallTime
    /// The last day on which record and media must still be kept (NHC-SUP-19a, AMB-21).
    package var recordRetainedTo: CivilDate
    package var mediaRetainedTo: CivilDate
    /// Digest of the manifest both packages share.
    package var manifestHash: Digest
}
