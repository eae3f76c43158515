import ConsultationCore
import Orchestration

extension Problem {
    /// What went wrong before a decision was reached.
    init(_ fault: CommandFault) {
        switch fault {
        case .notFound: self = .notFound
        case .staleVersion(let current): self = .stale(currentVersion: current)
        case .idempotencyBodyMismatch: self = .idempotencyMismatch
        case .fileTooLarge(let limit): self = .tooLarge(limit: limit)
        case .fileHashMismatch: self = .hashMismatch
        case .storageUnencrypted: self = .storageUnencrypted
        case .notInRoom: self = .notFound
        case .recordingUnavailable: self = Problem(.recordingNotRunning)
        case .roomFull(let limit): self = .roomFull(limit: limit)
        case .tooManyDeviceKeys(let limit): self = .tooManyDeviceKeys(limit: limit)
        case .answerUnusable(let reason):
            self = .fields([
                FieldMistake.refused(
                    code: "err.media.answerUnusable", message: "浏览器的应答无法使用（\(reason)），请重新进入会诊室",
                    messageEnglish: "The browser's answer cannot be used (\(reason)); enter the room again"
                ).problem(at: "/sdp")
            ])
        case .offerUnusable(let reason): self = .offerUnusable(reason)
        case .participantAbsent: self = .participantAbsent
        case .relayUnavailable: self = .unavailable
        }
    }

    init(_ fault: SignInFault, now: WallTime) {
        switch fault {
        case .badCredentials: self = .badCredentials
        case .locked(let until):
            self = .locked(retryAfterSeconds: max(1, Int((until - now).milliseconds + 999) / 1000))
        case .passwordTooShort(let minimum):
            self = .fields([
                FieldMistake.refused(
                    code: "err.field.tooShort", message: "至少 \(minimum) 个字符",
                    messageEnglish: "At least \(minimum) characters"
                ).problem(at: "/password")
            ])
        case .secondFactorRequired: self = .secondFactorRequired
        case .wrongCode: self = .factorCodeRefused
        case .enrolmentRequired: self = .factorEnrolmentDue
        case .usernameTaken:
            self = .fields([
                FieldMistake.refused(
                    code: "err.field.taken", message: "已被使用", messageEnglish: "Already in use"
                ).problem(at: "/username")
            ])
        }
    }
}
