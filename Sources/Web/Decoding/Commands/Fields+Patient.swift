import ConsultationCore
import Orchestration

extension Fields {
    func patientRegistration() -> PatientRegistration {
        let name = text("name", limit: Limits.name)
        let identity = requiredChild("identityDocument").identityDocument()
        let verification = requiredChild("verification")
        return PatientRegistration(
            name: Redacted(name.trimmed), identity: Redacted(identity),
            sex: optionalChoice("sex", of: Sex.self), birthDate: optionalDate("birthDate"),
            phone: Redacted(optionalText("phone", limit: Limits.phone)),
            verification: verification.choice("method", otherwise: .documentSeen))
    }

    /// What the registration desk enters; the checksum of a resident id is checked here so that its error stands
    /// beside the field with all the others.
    func identityDocument() -> IdentityDocument {
        let number = text("number", limit: Limits.identityNumber).trimmed
        let kind = choice(
            "type", [("residentId", 0), ("passport", 1), ("other", 2)], otherwise: 2)
        switch kind {
        case 0:
            if let id = ResidentID(number) { return .residentID(id.number) }
            if !number.isEmpty {
                note(
                    "number",
                    .refused(
                        code: "err.patient.identityUnverified", message: "身份证号码校验不正确，请核对证件原件",
                        messageEnglish: "The check digit of the resident id is wrong; compare the document"))
            }
            return .residentID(number)
        case 1: return .passport(number)
        default: return .other(number)
        }
    }

    func uploadTrigger() -> StatedTrigger {
        switch choice("trigger", otherwise: UploadTriggerKind.patientRequest) {
        case .undiagnosed72h:
            .undiagnosed72h(optionalInstant("admittedAt").map(WallTime.init(milliseconds:)))
        case .expertConsultationUnresolved:
            .known(
                .expertConsultationUnresolved(
                    concludedAt: WallTime(milliseconds: instant("concludedAt")),
                    outcome: choice("outcome", otherwise: .undiagnosed)))
        case .patientRequest:
            .known(
                .patientRequest(
                    requestedAt: WallTime(milliseconds: instant("requestedAt")),
                    requester: Redacted(text("requesterName", limit: Limits.name)),
                    relation: choice("relation", otherwise: .patient)))
        }
    }
}

/// A trigger as it was stated; the admission may stand in the case already.
enum StatedTrigger {
    case undiagnosed72h(WallTime?)
    case known(UploadTrigger)

    var known: UploadTrigger? {
        switch self {
        case .undiagnosed72h(let admittedAt): admittedAt.map { .undiagnosed72h(admittedAt: $0) }
        case .known(let trigger): trigger
        }
    }
}
