/// A breach that is recorded for quality control and does not stop the act (`vio.*`).
package enum Violation: Codable, Sendable, Equatable {
    case reportLate(dueAt: WallTime, delay: TimeSpan)
    case agreementLapsedDuringCase
    case attendanceGap(side: PartySide, since: WallTime)
    case recordingGap(segment: Int, length: TimeSpan)
    case uploadDeadlineMissed(dueAt: WallTime, delay: TimeSpan)
    case unauthorisedService(practitioner: PractitionerID)
    /// The side went on over its last provider; or there is only one.
    case redundancyLost(side: PartySide)
    case refundOverdue(dueAt: WallTime, delay: TimeSpan)
    /// The journal does not hold together at this entry.
    case auditChainBroken(seq: Int64)
    /// Nobody on duty for a kind of diagnosis was there (JL 24).
    case rotaUnattended(since: WallTime, length: TimeSpan)
    case complaintAnswerLate(dueAt: WallTime, delay: TimeSpan)
    case breachReportLate(dueAt: WallTime, delay: TimeSpan)
    case rectificationOverdue(dueAt: WallTime, delay: TimeSpan)
    /// Sound or picture of a side were below the limits for so long (`media.minResolution`, `media.maxLossPercent`,
    /// `media.maxRoundTripMs`). Records of the time before pictures were measured lack what it was.
    case mediaQualityLow(side: PartySide, since: WallTime, length: TimeSpan, worst: MediaShortfall? = nil)
    /// No rehearsal of recovery succeeded in the interval.
    case drillOverdue(dueAt: WallTime, delay: TimeSpan)
    case visit(VisitViolation)
    /// What was told to the province on a day and what arrived there differ.
    case supervisionMismatch(day: CivilDate, difference: FeedDifference)
    /// The new application of an internet hospital whose partner left.
    case reapplicationOverdue(dueAt: WallTime, delay: TimeSpan)
    /// Something of the register was not tested or maintained in time.
    case maintenanceOverdue(dueAt: WallTime, delay: TimeSpan)

    package var code: String {
        switch self {
        case .reportLate: "vio.report.late"
        case .agreementLapsedDuringCase: "vio.agreement.lapsedDuringCase"
        case .attendanceGap: "vio.attendance.gap"
        case .recordingGap: "vio.recording.gap"
        case .uploadDeadlineMissed: "vio.upload.deadlineMissed"
        case .unauthorisedService: "vio.practitioner.unauthorisedService"
        case .redundancyLost: "vio.network.redundancyLost"
        case .refundOverdue: "vio.refund.overdue"
        case .auditChainBroken: "vio.audit.chainBroken"
        case .rotaUnattended: "vio.rota.unattended"
        case .complaintAnswerLate: "vio.complaint.answerLate"
        case .breachReportLate: "vio.breach.reportLate"
        case .rectificationOverdue: "vio.rectification.overdue"
        case .drillOverdue: "vio.backup.drillOverdue"
        case .supervisionMismatch: "vio.supervision.mismatch"
        case .reapplicationOverdue: "vio.internetHospital.reapplicationOverdue"
        case .maintenanceOverdue: "vio.asset.maintenanceOverdue"
        case .mediaQualityLow: "vio.media.qualityLow"
        case .visit(let violation): violation.code
        }
    }

    package var requirement: String {
        switch self {
        case .reportLate: "NHC-TM-3.3.3b"
        case .agreementLapsedDuringCase: "JL-15"
        case .attendanceGap: "NHC-TM-3.3.3d"
        case .recordingGap: "JL-35c"
        case .uploadDeadlineMissed: "JL-22"
        case .unauthorisedService: "JL-30"
        case .redundancyLost: "NHC-TM-2.3.3"
        case .refundOverdue: "SC-32"
        case .auditChainBroken: "NHC-ID-24"
        case .rotaUnattended: "JL-24"
        case .complaintAnswerLate: "NHC-SUP-36"
        case .breachReportLate: "NHC-ID-20"
        case .rectificationOverdue: "NHC-SUP-25b"
        case .drillOverdue: "SC-23a"
        case .supervisionMismatch: "NHC-ID-24b"
        case .reapplicationOverdue: "NHC-IH-13"
        case .maintenanceOverdue: "NHC-TM-2.2f"
        case .mediaQualityLow: "NHC-TM-2.3.1"
        case .visit(let violation): violation.requirement
        }
    }

    package var article: String {
        switch self {
        case .reportLate, .attendanceGap: "NHC-TM 三(三)3"
        case .agreementLapsedDuringCase: "JL 15"
        case .recordingGap: "JL 35"
        case .uploadDeadlineMissed: "JL 22"
        case .unauthorisedService: "JL 30"
        case .redundancyLost: "NHC-TM 二(三)3"
        case .refundOverdue: "SC 32"
        case .auditChainBroken: "NHC-ID 24"
        case .rotaUnattended: "JL 24"
        case .complaintAnswerLate: "NHC-SUP 36"
        case .breachReportLate: "NHC-ID 20"
        case .rectificationOverdue: "NHC-SUP 25"
        case .drillOverdue: "SC 23(1)"
        case .supervisionMismatch: "NHC-ID 24"
        case .reapplicationOverdue: "NHC-IH 13"
        case .maintenanceOverdue: "NHC-TM 四(三)4"
        case .mediaQualityLow: "NHC-TM 二(三)1"
        case .visit(let violation): violation.article
        }
    }
}
