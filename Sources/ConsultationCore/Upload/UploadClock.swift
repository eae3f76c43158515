extension UploadDuty {
    /// When trigger 1 opens a duty for this admission (JL 22(1), AMB-01); nil where the rule does not exist or a
    /// definitive diagnosis was signed at or before that instant (AMB-10).
    package static func undiagnosedOpening(after admission: Admission, under policy: Policy) -> WallTime? {
        guard policy.uploadDeadline != nil, policy.uploadTriggers.contains(.undiagnosed72h) else {
            return nil
        }
        let days = policy.undiagnosedThresholdDays
        let admitted = CivilDate(admission.admittedAt)
        let opens =
            switch policy.uploadDayCounting {
            case .elapsed72h: admission.admittedAt + .days(Int64(days))
            // The admission day is not counted: the day after `days` full days begins the duty.
            case .civilCalendarDays: admitted.adding(days: days + 1).start
            // The admission day is day 1.
            case .inclusiveCalendarDays: admitted.adding(days: days).start
            }
        if let diagnosed = admission.definitiveDiagnosisAt, diagnosed <= opens { return nil }
        return opens
    }
}
