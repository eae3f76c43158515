/// One version of one jurisdiction's rules for the telemedicine pathway: REQUIREMENTS.md §4 as data.
///
/// Property names are the keys of `config/policy/*.yaml`; each value's article stands there beside it.
package struct Policy: Codable, Sendable, Equatable {
    package enum Status: String, Codable, Sendable, CaseIterable {
        case draft, inForce, lapsed
    }

    /// How trigger 1 counts 「超3日」 (AMB-01).
    package enum DayCounting: String, Codable, Sendable, CaseIterable {
        case elapsed72h, civilCalendarDays, inclusiveCalendarDays
    }

    package enum Enforcement: String, Codable, Sendable, CaseIterable {
        case enforce, warn, off
    }

    package enum Liability: String, Codable, Sendable, CaseIterable {
        case inviting, joint, splitByDataAndReport
    }

    package var id: PolicyVersionID
    package var jurisdiction: Jurisdiction
    /// Short id of the deciding text, for example `JL`.
    package var source: String
    package var status: Status
    package var effectiveFrom: CivilDate
    package var effectiveTo: CivilDate?
    /// True where a provincial text exists but is not loaded, and national values stand in (GX-44).
    package var sourceMissing: Bool

    package var serviceKinds: [ServiceKind]
    /// What an agreement with an outsider must name as its governing text (JL 16); nil where nothing is asked.
    package var governingTextForOutsiders: String?
    package var invitedMinGrade: HospitalGrade?
    package var capabilityAcceptanceRequired: Bool

    package var consultantMinTitle: ProfessionalTitle?
    package var minClinicalYears: Int
    package var provincialRegistrationRequired: Bool
    /// How long ago a signer's or joiner's identity may have been proved.
    package var realNameMaxAge: TimeSpan
    package var registryCheckMaxMonths: Int

    package var primaryCareSubstituteAllowed: Bool
    package var gapTolerance: TimeSpan

    package var responseDeadlineRoutine: TimeSpan
    package var responseDeadlineUrgent: TimeSpan
    package var slotConfirmationDeadline: TimeSpan
    package var reportDeadline: TimeSpan
    package var decisionReviewAfter: TimeSpan
    package var autoArchiveAfter: TimeSpan
    package var mediaLossLimit: TimeSpan
    package var interruptedRoomLimit: TimeSpan

    /// Nil outside Jilin: no upload duty exists there (JL-22.5).
    package var uploadDeadline: TimeSpan?
    package var uploadTriggers: [UploadTriggerKind]
    package var undiagnosedThresholdDays: Int
    package var uploadDayCounting: DayCounting

    /// Levels at which the consultation fee is split by statute, with its parts (JL 44¶2); empty elsewhere.
    package var statutorySplitLevels: [InstitutionLevel]
    package var statutoryInvitingParts: Int
    package var statutoryInvitedParts: Int
    package var pricePublication: Enforcement

    package var consultationLiability: Liability
    package var recordRetentionYears: Int
    package var inpatientRecordRetentionYears: Int
    package var mediaRetentionYears: Int
}

package enum UploadTriggerKind: String, Codable, Sendable, CaseIterable {
    case undiagnosed72h, expertConsultationUnresolved, patientRequest
}

extension Policy {
    package func responseDeadline(for priority: Priority) -> TimeSpan {
        priority == .urgent ? responseDeadlineUrgent : responseDeadlineRoutine
    }

    package func isEffective(on date: CivilDate) -> Bool {
        effectiveFrom <= date && (effectiveTo.map { date <= $0 } ?? true)
    }

    /// The version that decides for `jurisdiction` on `date`: its own text in force, else the national one (SC-40).
    package static func resolve(
        among versions: [Policy], for jurisdiction: Jurisdiction, on date: CivilDate
    ) -> Policy? {
        func latest(of place: Jurisdiction) -> Policy? {
            versions.filter { $0.jurisdiction == place && $0.status == .inForce && $0.isEffective(on: date) }
                .max { ($0.effectiveFrom, $0.id) < ($1.effectiveFrom, $1.id) }
        }
        return latest(of: jurisdiction) ?? latest(of: .national)
    }
}
