import ConsultationCore

extension Fields {
    /// The autosaved draft: everything optional, `null` and absent both leave a value as it is.
    func draft() -> ConsultationRequest {
        ConsultationRequest(
            invitationReason: redacted("invitationReason", limit: Limits.invitationReason),
            invitationPurpose: redacted("invitationPurpose", limit: Limits.invitationPurpose),
            proposedSchedule: slots("proposedSchedule"),
            caseSummary: redacted("caseSummary", limit: Limits.caseSummary),
            requestedSpecialty: optionalDepartment("requestedSpecialty"),
            requestedTitle: optionalChoice("requestedTitle", of: ProfessionalTitle.self),
            invitee: optionalText("invitedInstitutionId", limit: Limits.id).map {
                .institution(InstitutionID($0))
            },
            price: optionalText("priceId", limit: Limits.id).map(PriceID.init(_:)),
            questions: texts("questions", itemLimit: Limits.question, limit: Limits.questions)?
                .map { Redacted($0) },
            admission: child("admission")?.admission(),
            wishedPhysician: redacted("wishedPhysician", limit: Limits.name),
            platformOperator: optionalText("platformOperatorId", limit: Limits.id).map(
                InstitutionID.init(_:)),
            publicSummary: redacted("publicSummary", limit: Limits.text), team: team(),
            treatingDepartment: optionalDepartment("treatingDepartment"),
            deidentified: optionalFlag("deidentified"))
    }

    private func team() -> [TeamSeat]? {
        children("team", limit: ConsultationCore.Limits.teamInstitutions)?.map { seat in
            let specialties = seat.codedList(
                "specialties", in: .department, limit: ConsultationCore.Limits.teamSpecialties)
            let weights = 1...Int64(ConsultationCore.Limits.teamWeight)
            return TeamSeat(
                institution: InstitutionID(seat.text("institutionId", limit: Limits.id)),
                specialties: (specialties ?? []).map(DepartmentCode.init(_:)),
                weight: seat.has("weight") ? Int(seat.integer("weight", in: weights)) : 1)
        }
    }

    private func admission() -> Admission {
        Admission(
            admittedAt: WallTime(milliseconds: instant("admittedAt")),
            definitiveDiagnosisAt: optionalInstant("definitiveDiagnosisAt").map(WallTime.init(milliseconds:)))
    }

    private func slots(_ name: String) -> [TimeSlot]? {
        children(name, limit: Limits.proposedSlots)?.map { $0.slot() }
    }

    func slot() -> TimeSlot {
        let start = instant("start")
        let end = instant("end")
        return TimeSlot(start: WallTime(milliseconds: start), end: WallTime(milliseconds: end))
    }

    func redacted(_ name: String, limit: Int) -> Redacted<String>? {
        optionalText(name, limit: limit).map { Redacted($0) }
    }
}
