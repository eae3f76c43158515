import ConsultationCore
import Orchestration

struct InternetHospitalDetail: Encodable {
    struct Partner: Encodable {
        let name: String
        let agreementEndsOn: String
    }

    struct Task: Encodable {
        let reason: String
        let endedOn: String
        let dueOn: String?
        let binding: Bool
        let overdue: Bool
    }

    struct Warning: Encodable {
        let code: String
        let display: String
    }

    struct Department: Encodable {
        let code: String
        let name: String
    }

    let kind: String
    let kindDisplay: String
    let name: String
    let licenceNumber: String
    let authority: String
    let authorityId: String?
    let issuedOn: String
    let partner: Partner?
    let departments: [Department]
    /// Approved ones that are not admitted yet.
    let candidates: [Department]
    let verifiedOn: String
    let verificationDue: String?
    let reapplication: Task?
    let nameWarnings: [Warning]
    let closedBecause: String?

    init(_ view: QualityView<InternetHospital>) {
        let hospital = view.record
        kind = hospital.details.kind.rawValue
        kindDisplay = DisplayNames.hospitalKind(hospital.details.kind)
        name = hospital.details.name
        licenceNumber = hospital.details.licenceNumber
        authority = hospital.details.authority
        authorityId = hospital.details.office?.id.text
        issuedOn = hospital.details.issuedOn.description
        partner = hospital.details.partner.map {
            Partner(name: $0.name, agreementEndsOn: $0.agreementEndsOn.description)
        }
        departments = hospital.departments.map {
            Department(code: $0.text, name: view.institution.department($0)?.name ?? $0.text)
        }
        candidates = view.institution.departments
            .filter { $0.isApproved && !hospital.departments.contains($0.code) }
            .map { Department(code: $0.code.text, name: $0.name) }
        verifiedOn = hospital.verifiedOn.description
        verificationDue = hospital.verificationDue?.description
        reapplication = hospital.reapplication.map {
            Task(
                reason: $0.reason, endedOn: $0.endedOn.description, dueOn: $0.dueOn?.description,
                binding: $0.isBinding, overdue: $0.isOverdue)
        }
        nameWarnings = InternetHospitalName.warnings(hospital.details, of: view.institution).map {
            Warning(code: $0.rawValue, display: DisplayNames.nameWarning($0))
        }
        closedBecause = hospital.ending?.text
    }
}

struct StaffAdmissionDetail: Encodable {
    struct Insurance: Encodable {
        let insurer: String
        let policyNumber: String
        let validTo: String
    }

    struct Place: Encodable {
        let institutionId: String
        let authority: String
        let number: String
        let kind: String
        let validTo: String?
    }

    let practitionerId: String
    let name: String
    let titleDisplay: String
    let licenceNumber: String?
    let identityMasked: String
    let photoSha256: String?
    let practicePlaces: [String]
    let clinicalSince: String?
    /// What the province still wants.
    let missing: [String]
    let insurance: Insurance?
    let multiSite: [Place]
    let reason: String?

    init(_ view: QualityView<StaffAdmission>) {
        let staff = view.record
        practitionerId = staff.practitioner.text
        name = view.practitioner?.name ?? staff.practitioner.text
        titleDisplay = view.practitioner?.titleDisplay ?? ""
        licenceNumber = view.practitioner?.licence?.number
        identityMasked = Masking.identity(staff.data.identityNumber.value)
        photoSha256 = staff.data.photo?.hexadecimal
        practicePlaces = staff.data.practicePlaces
        clinicalSince = staff.data.clinicalSince?.description
        missing = staff.data.missing.map { String($0.pointer.dropFirst()) }
        insurance = staff.insurance.map {
            Insurance(insurer: $0.insurer, policyNumber: $0.policyNumber, validTo: $0.validTo.description)
        }
        multiSite = staff.multiSite.map {
            Place(
                institutionId: $0.institution.text, authority: $0.authority, number: $0.number,
                kind: $0.kind.rawValue, validTo: $0.validTo?.description)
        }
        reason = staff.reason
    }
}

struct SupportAgreementDetail: Encodable {
    let partner: String
    let creditCode: String
    let service: String
    let validFrom: String
    let validTo: String
    let clauses: [String: String]
    let document: String?
    let entity: LegalEntityPayload?
    let endedBecause: String?

    init(_ view: QualityView<SupportAgreement>) {
        let terms = view.record.terms
        partner = terms.partner
        creditCode = terms.creditCode
        service = terms.service
        validFrom = terms.validFrom.description
        validTo = terms.validTo.description
        clauses = Dictionary(terms.clauses.map { ($0.clause.rawValue, $0.text) }) { _, last in last }
        document = view.record.document?.hexadecimal
        entity = view.record.entity.map(LegalEntityPayload.init)
        endedBecause = view.record.ending
    }
}

struct PublicContentDetail: Encodable {
    let topic: String
    let title: String
    let body: String
    let author: String?
    let reviewer: String?
    let reason: String?

    init(_ view: QualityView<PublicContent>) {
        let content = view.record
        topic = content.text.topic.rawValue
        title = content.text.title
        body = content.text.body
        author = content.author.flatMap { view.names[$0] }
        reviewer = content.reviewer.flatMap { view.names[$0] }
        reason = content.reason
    }
}

/// A published text as everybody reads it: who answers for it, and since when.
struct PublishedPayload: Encodable {
    let id: String
    let institution: String
    let topic: String
    let title: String
    let body: String
    let publishedAt: Instant

    init(_ content: PublicContent, _ institution: Institution) {
        id = content.id
        self.institution = institution.name
        topic = content.text.topic.rawValue
        title = content.text.title
        body = content.text.body
        publishedAt = Instant(content.stateSince)
    }
}

struct ExpertStudioDetail: Encodable {
    let name: String
    let introduction: String
    let headId: String
    let memberIds: [String]
    let closedBecause: String?

    init(_ view: QualityView<ExpertStudio>) {
        let studio = view.record
        name = studio.profile.name
        introduction = studio.profile.introduction
        headId = studio.profile.head.text
        memberIds = studio.profile.members.map(\.text)
        closedBecause = studio.reason
    }
}
