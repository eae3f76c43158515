import ConsultationCore
import Orchestration

/// The slip of a complaint or a rating: the secret is shown this once and kept nowhere.
struct SlipPayload: Encodable {
    let receipt: String
    let secret: String
    let dueAt: Instant?
}

/// A complaint as its author reads it.
struct ComplaintStatusPayload: Encodable {
    let receipt: String
    let institution: String
    let state: String
    let stateDisplay: String
    let receivedAt: Instant
    let dueAt: Instant
    let answers: [ComplaintDetail.Answer]
    let outcome: String?
    let entities: [LegalEntityPayload]?

    init(_ complaint: Complaint, _ institution: Institution) {
        receipt = complaint.receipt
        self.institution = institution.name
        state = complaint.state.rawValue
        stateDisplay = DisplayNames.complaint(complaint.state)
        receivedAt = Instant(complaint.openedAt)
        dueAt = Instant(complaint.dueAt)
        answers = complaint.answers.map { .init(text: $0.text.value, at: Instant($0.at)) }
        outcome = complaint.outcome?.value
        entities = complaint.entities?.map(LegalEntityPayload.init)
    }
}

/// A draw that anybody can repeat.
struct PublicSamplePayload: Encodable {
    let institution: String
    let period: String
    let drawnAt: Instant
    let algorithm: String
    let seed: String
    let ratePercent: Int
    let minimum: Int
    let population: [String]
    let populationDigest: String
    let sample: [String]
    let stateDisplay: String

    init(_ published: PublishedSample) {
        let sample = published.sample
        institution = published.institution
        period = sample.period.text
        drawnAt = Instant(sample.openedAt)
        algorithm = SampleDraw.algorithm
        seed = sample.seed.hexadecimal
        ratePercent = sample.ratePercent
        minimum = sample.minimum
        population = published.population.map(\.text)
        populationDigest = sample.populationDigest.hexadecimal
        self.sample = sample.cases.map(\.number.text)
        stateDisplay = DisplayNames.sample(sample.state)
    }
}

/// Where the rating of a case stands for the person who asks; never a score.
struct CaseRatingPayload: Encodable {
    /// The person may rate now.
    let mayRate: Bool
    let mayIssueSlip: Bool
    let patientRated: Bool
    let physicianRated: Bool
}

/// An institution as the public sees it: no identity numbers, no accounts.
struct DisclosurePayload: Encodable {
    struct Person: Encodable {
        let name: String
        let title: String
        let department: String
        let licenceNumber: String
    }

    let id: String
    let name: String
    let licenceNumber: String
    let licenceAuthority: String
    let licenceValidTo: String?
    let departments: [String]
    let serving: Bool
    let people: [Person]
    let authority: String
    /// Who answers for what it does, and to whom a patient applies about a dispute.
    let entities: [LegalEntityPayload]

    init(_ disclosure: Disclosure) {
        let institution = disclosure.institution
        id = institution.id.text
        name = institution.name
        licenceNumber = institution.licence?.number ?? ""
        licenceAuthority = institution.licence?.authority ?? ""
        licenceValidTo = institution.licence?.validTo?.description
        departments = institution.departments.filter(\.isApproved).map(\.name)
        serving = !institution.isSuspended
        people = disclosure.people.map {
            Person(
                name: $0.name, title: $0.title, department: $0.department, licenceNumber: $0.licenceNumber)
        }
        authority = disclosure.authority
        entities = LegalEntity.all(of: institution).map(LegalEntityPayload.init)
    }
}
