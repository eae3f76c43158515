extension InternetHospital {
    package static func decide(
        _ command: InternetHospitalCommand, on current: InternetHospital?, by caller: Caller,
        at now: WallTime, under policy: Policy, facts: QualityFacts
    ) throws(Refusal) -> RecordDecision<InternetHospitalChange> {
        guard let institution = current?.institution ?? command.institution else { throw .accessDenied }
        try QualityGate.pass(command.action, on: current, of: institution, by: caller)
        guard let admission = facts.admission, let rules = admission.rules else { throw .pathwayNotOpen }
        let weighing = InternetHospitalWeighing(
            hospital: current, now: now, rules: rules, facts: facts, admission: admission)
        let changes = try weighing.changes(command)
        let notices = changes.compactMap(\.notice)
        return RecordDecision(
            events: changes.map {
                RecordEvent(at: now, by: caller, policyVersion: rules.version, change: $0)
            },
            effects: notices.map {
                .notify(institution: institution, role: .institutionAdmin, notice: $0)
            })
    }

    /// What is missing before it may begin, in the order in which it is asked; also shown beforehand.
    package func obstacles(_ admission: AdmissionFacts) -> [AdmissionRefusal] {
        var found: [AdmissionRefusal] = []
        if admission.rules?.needsConnection == true, admission.connector != .connected {
            found.append(.supervisionNotConnected)
        }
        if departments.isEmpty { found.append(.departmentsMissing) }
        return found
    }
}

extension InternetHospitalCommand {
    package var institution: InstitutionID? {
        if case .prepare(let institution, _) = self { institution } else { nil }
    }
}

extension InternetHospitalChange {
    fileprivate var notice: Effect.Notice? {
        switch self {
        case .reapplicationOpened, .reapplicationOverdue: .reapplicationNeeded
        case .reminded(.verificationReminder, _): .verificationDue
        default: nil
        }
    }
}

/// One command on an internet hospital being weighed.
private struct InternetHospitalWeighing {
    let hospital: InternetHospital?
    let now: WallTime
    let rules: OnlineRules
    let facts: QualityFacts
    let admission: AdmissionFacts

    private var today: CivilDate { CivilDate(now) }

    func changes(_ command: InternetHospitalCommand) throws(Refusal) -> [InternetHospitalChange] {
        switch command {
        case .prepare(let institution, let details):
            try details.check(on: today)
            return [.prepared(institution, details, verificationDue: due(details, from: details.issuedOn))]
        case .edit(let details):
            try details.check(on: today)
            return [.edited(details, verificationDue: due(details, from: details.issuedOn))]
        case .admitDepartment(let code):
            try checkStaff(of: code)
            return [.departmentAdmitted(code)]
        case .activate:
            if let obstacle = hospital?.obstacles(admission).first { throw .admission(obstacle) }
            for code in hospital?.departments ?? [] { try checkStaff(of: code) }
            return [.activated]
        case .recordVerification(let day):
            guard let hospital, day <= today, day >= hospital.details.issuedOn else {
                throw .fieldInvalid([FieldProblem("/verifiedOn", .outOfRange)])
            }
            return [.verified(day, due: due(hospital.details, from: day))]
        case .chooseOffice(let id):
            guard let licensing = admission.licensing else {
                throw .site(.licensingOfficeUnknown(isChosen: true))
            }
            return [.officeChosen(try licensing.office(id))]
        case .partnerChanged(let reason, let endedOn):
            try QualityGate.required("/reason", Redacted(reason))
            guard hospital?.details.partner != nil else {
                throw .fieldInvalid([FieldProblem("/partner", .missing)])
            }
            guard endedOn <= today else { throw .fieldInvalid([FieldProblem("/endedOn", .outOfRange)]) }
            return [.reapplicationOpened(task(reason, endedOn))]
        case .reapply(let details):
            try details.check(on: today)
            return [.reapplied(details, verificationDue: due(details, from: details.issuedOn))]
        case .close(let reason):
            try QualityGate.required("/reason", Redacted(reason))
            return [.closed(reason: reason)]
        case .deadlinePassed(let kind): return try passed(kind)
        }
    }

    /// One chief and one associate chief physician registered in the physical institution (NHC-IH 附录三(一)).
    private func checkStaff(of code: DepartmentCode) throws(Refusal) {
        guard let institution = facts.institution, institution.department(code)?.isApproved == true else {
            throw .departmentNotApproved(facts.institution?.id ?? InstitutionID(""), code)
        }
        let own = admission.practitioners.filter {
            $0.kind == .licensedPhysician && $0.department == code && $0.mayBeAssigned
                && $0.isHomeRegistered(at: institution.id, on: today)
        }
        let full = own.count { $0.title == .fullSenior }
        let associate = own.count { $0.title == .associateSenior }
        guard full >= 1, associate >= 1 else {
            throw .admission(
                .departmentStaffingInsufficient(code, fullSenior: full, associateSenior: associate))
        }
    }

    /// The last day on which a verification of `day` counts (NHC-SUP 7, GX 21, SC 12).
    private func due(_ details: InternetHospitalDetails, from day: CivilDate) -> CivilDate? {
        let isYearly =
            switch rules.verificationCycle {
            case .yearly: true
            case .yearlyIfStandalone: details.kind == .standalone
            case .withPhysicalInstitution: false
            }
        // Otherwise it goes with the physical institution's licence, which has a limit of its own (JL-13a).
        return isYearly ? day.adding(years: 1) : nil
    }

    private func task(_ reason: String, _ endedOn: CivilDate) -> Reapplication {
        let months = rules.reapplyMonths ?? rules.reapplyWarningMonths
        return Reapplication(
            reason: reason, endedOn: endedOn, dueOn: months.map { endedOn.adding(months: $0) },
            isBinding: rules.reapplyMonths != nil, isOverdue: false)
    }

    private func passed(_ kind: Deadline.Kind) throws(Refusal) -> [InternetHospitalChange] {
        guard let hospital, let due = try QualityGate.passed(kind, of: hospital, at: now) else { return [] }
        switch kind {
        case .partnerAgreementEnd:
            let endedOn = hospital.details.partner?.agreementEndsOn ?? today
            return [
                .reminded(kind, dueAt: due.dueAt), .reapplicationOpened(task("合作协议到期", endedOn)),
            ]
        case .reapplicationDue:
            return [
                .reapplicationOverdue(
                    .reapplicationOverdue(dueAt: due.dueAt, delay: now - due.dueAt), dueAt: due.dueAt)
            ]
        default: return [.reminded(kind, dueAt: due.dueAt)]
        }
    }
}

extension InternetHospitalDetails {
    fileprivate func check(on today: CivilDate) throws(Refusal) {
        try QualityGate.all([
            Limits.required("/name", Redacted(name), limit: Limits.reference),
            Limits.required("/licenceNumber", Redacted(licenceNumber), limit: Limits.reference),
            Limits.required("/authority", Redacted(authority), limit: Limits.reference),
            issuedOn > today ? FieldProblem("/issuedOn", .outOfRange) : nil,
            kind != .secondName && partner == nil ? FieldProblem("/partner", .missing) : nil,
            partner.flatMap {
                Limits.required("/partner/name", Redacted($0.name), limit: Limits.reference)
            },
        ])
    }
}
