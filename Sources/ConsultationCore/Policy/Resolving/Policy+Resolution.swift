/// Parameters that a resolution lacks, or whose values the code cannot use.
package struct PolicyIncomplete: Error, Sendable, Equatable, CustomStringConvertible {
    package let parameters: [String]

    package init(parameters: [String]) { self.parameters = parameters }

    package var description: String { "no usable value of " + parameters.joined(separator: ", ") }
}

extension Policy {
    /// The property names' own parameters. `older` gives what was not yet a parameter when `resolution` was kept.
    package init(_ resolution: PolicyResolution, filling older: PolicyResolution? = nil)
        throws(PolicyIncomplete)
    {
        var values = Values(resolution: resolution, older: older)
        let split = values.optionalPair("fee.consultationSplit")
        let policy = Policy(
            id: resolution.version, jurisdiction: resolution.jurisdiction, pathway: resolution.pathway,
            sourceMissing: !resolution.missingTexts.isEmpty,
            serviceKinds: values.words("scope.serviceKinds"),
            governingTextForOutsiders: values.flag("agreement.jilinTermsForOutsiders") ? "JL" : nil,
            invitedMinGrade: values.optionalWord("institution.invitedMinLevel"),
            capabilityAcceptanceRequired: values.flag("institution.capabilityAcceptanceRequired"),
            consultantMinTitle: values.optionalWord("practitioner.consultantMinTitle"),
            minClinicalYears: values.count("practitioner.minClinicalYears"),
            provincialRegistrationRequired: values.flag("practitioner.provincialRegistrationRequired"),
            realNameMaxAge: values.span("practitioner.realNameMaxAge"),
            registryCheckMaxMonths: values.count("practitioner.registryCheckMaxMonths"),
            primaryCareSubstituteAllowed: values.flag("attendance.primaryCareSubstituteAllowed"),
            consentFeeStatementRequired: values.flag("consent.feeStatementRequired"),
            consentProxySigners: values.words("consent.proxySigners"),
            invitationRequiredFields: values.words("invitation.requiredFields"),
            reportMinSigners: values.count("report.minSigners"),
            attendanceInvitingMin: values.count("attendance.invitingMin"),
            attendanceInvitedMin: values.count("attendance.invitedMin"),
            gapTolerance: values.span("attendance.gapTolerance"),
            responseDeadlineRoutine: values.span("invitation.responseDeadline.routine"),
            responseDeadlineUrgent: values.span("invitation.responseDeadline.urgent"),
            slotConfirmationDeadline: values.span("invitation.slotConfirmationDeadline"),
            reportDeadline: values.span("report.deadline"),
            decisionReviewAfter: values.span("decision.reviewAfter"),
            autoArchiveAfter: values.span("record.autoArchiveAfter"),
            mediaLossLimit: values.span("media.sideLossLimit"),
            mediaMaxLoss: values.count("media.maxLossPercent"),
            mediaMaxRoundTrip: values.span("media.maxRoundTripMs"),
            interruptedRoomLimit: values.span("session.interruptedRoomLimit"),
            sessionFirstReminder: values.span("session.firstReminder"),
            sessionSecondReminder: values.span("session.secondReminder"),
            prescriptionPathways: values.words("prescription.allowedPathways"),
            suspensionRunningGrace: values.span("suspension.runningSessionGrace"),
            uploadDeadline: values.optionalSpan("upload.deadline"),
            uploadTriggers: values.words("upload.triggers"),
            undiagnosedThresholdDays: values.optionalCount("upload.undiagnosedThreshold") ?? 0,
            uploadDayCounting: values.optionalWord("upload.dayCounting") ?? .elapsed72h,
            statutorySplitLevels: values.words("fee.consultationSplitLevels"),
            statutoryInvitingParts: split?.0 ?? 0, statutoryInvitedParts: split?.1 ?? 0,
            pricePublication: values.enforcement("fee.pricePublicationRequired"),
            staffSubsidyMinPercent: values.optionalCount("fee.staffSubsidyMinRate") ?? 0,
            refundWorkingDays: values.count("refund.deadlineWorkingDays"),
            consultationLiability: values.word("consultation.liability", else: .inviting),
            diagnosisRelationRequired: values.flag("diagnosis.relationRequired"),
            diagnosisInviteeMustBeHigher: values.flag("diagnosis.inviteeMustBeHigher"),
            dutyRotaEveryHour: values.word("diagnosis.dutyRota", else: DutyCover.byAgreement) == .everyHour,
            diagnosisEscalateAfter: values.span("diagnosis.escalateAfter"),
            dutyUnattendedAfter: values.span("diagnosis.unattendedAfter"),
            diagnosisLiability: values.word("diagnosis.liability", else: .joint),
            recordRetentionYears: values.count("retention.record"),
            inpatientRecordRetentionYears: values.count("retention.inpatientRecord"),
            mediaRetentionYears: values.count("retention.media"),
            technical: TechnicalRules(&values),
            incentiveInputsForbidden: values.words("fee.incentiveInputsForbidden"),
            quality: QualityPolicy(&values))
        guard values.missing.isEmpty else { throw PolicyIncomplete(parameters: values.missing) }
        self = policy
    }

    /// Takes values by name and notes what cannot be used, so that all of it is said at once.
    struct Values {
        let resolution: PolicyResolution
        let older: PolicyResolution?
        var missing: [String] = []

        func value(_ name: String) -> PolicyValue? {
            (resolution.findings[name] ?? older?.findings[name])?.word.value
        }

        mutating func note<Value>(_ name: String, _ stand: Value) -> Value {
            missing.append(name)
            return stand
        }

        mutating func flag(_ name: String) -> Bool {
            guard case .flag(let flag) = value(name) else { return note(name, false) }
            return flag
        }

        mutating func count(_ name: String) -> Int { optionalCount(name) ?? note(name, 0) }

        mutating func optionalCount(_ name: String) -> Int? {
            switch value(name) {
            case .count(let count): return count
            case PolicyValue.none?: return nil
            default: return note(name, nil)
            }
        }

        mutating func span(_ name: String) -> TimeSpan { optionalSpan(name) ?? note(name, .zero) }

        mutating func optionalSpan(_ name: String) -> TimeSpan? {
            switch value(name) {
            case .span(let span): return span
            case PolicyValue.none?: return nil
            default: return note(name, nil)
            }
        }

        mutating func optionalText(_ name: String) -> String? {
            switch value(name) {
            case .word(let word): return word
            case PolicyValue.none?: return nil
            default: return note(name, nil)
            }
        }

        mutating func optionalWord<Word: RawRepresentable>(_ name: String) -> Word?
        where Word.RawValue == String {
            guard let text = optionalText(name) else { return nil }
            return Word(rawValue: text) ?? note(name, nil)
        }

        mutating func word<Word: RawRepresentable>(_ name: String, else stand: Word) -> Word
        where Word.RawValue == String {
            optionalWord(name) ?? note(name, stand)
        }

        /// `none` is the empty list.
        mutating func words<Word: RawRepresentable>(_ name: String) -> [Word] where Word.RawValue == String {
            switch value(name) {
            case .words(let words):
                let known = words.compactMap { Word(rawValue: $0) }
                return known.count == words.count ? known : note(name, known)
            case PolicyValue.none?: return []
            default: return note(name, [])
            }
        }

        mutating func optionalPair(_ name: String) -> (Int, Int)? {
            switch value(name) {
            case .pair(let first, let second): return (first, second)
            case PolicyValue.none?: return nil
            default: return note(name, nil)
            }
        }

        /// A rule that only a draft or lapsed text sets may warn and not refuse (AMB-28).
        mutating func enforcement(_ name: String) -> Enforcement {
            if flag(name) { return .enforce }
            let finding = resolution.findings[name] ?? older?.findings[name]
            return finding?.warning == .flag(true) ? .warn : .off
        }
    }
}
