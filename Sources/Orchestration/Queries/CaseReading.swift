import ConsultationCore
import Storage

/// One moment of the store, seen by one person.
struct CaseReading {
    let transaction: ReadTransaction
    let signedIn: SignedIn
    let policies: PolicyBook
    let now: WallTime
    /// As whom the case is read.
    let institution: InstitutionID

    /// `lens` is another institution, by an approved request.
    init(
        _ transaction: ReadTransaction, _ signedIn: SignedIn, _ policies: PolicyBook, _ now: WallTime,
        as lens: InstitutionID? = nil
    ) {
        institution = lens ?? signedIn.member.institution
        self.transaction = transaction
        self.signedIn = signedIn
        self.policies = policies
        self.now = now
    }

    /// Every line of a list names two of few institutions.
    private final class Known { var institutions: [InstitutionID: Institution] = [:] }
    private let known = Known()

    func institution(_ id: InstitutionID) throws -> Institution? {
        if let found = known.institutions[id] { return found }
        let found = try transaction.institution(id)
        known.institutions[id] = found
        return found
    }

    var scope: InstitutionScope { transaction.scope(institution) }

    func view(of id: ConsultationID, purpose: AccessPurpose? = nil) throws -> ConsultationView? {
        guard let consultation = try scope.consultation(id),
            let inviting = try transaction.institution(consultation.inviting)
        else { return nil }
        let policy = policies.policy(governing: consultation, of: inviting.jurisdiction, at: now)
        let facts = try transaction.facts(consultation.factsForActions(by: signedIn.caller))
        let access = try access(to: consultation, for: purpose)
        let opens = access.purpose != nil && consultation.mayReadMaterial(institution)
        let offers = consultation.availableActions(
            for: signedIn.caller, at: now, under: policy, facts: facts)
        return ConsultationView(
            consultation: consultation, side: side(of: consultation), reader: institution,
            invitingInstitution: inviting,
            invitedInstitution: try consultation.partner.flatMap { try transaction.institution($0) },
            team: try team(of: consultation), mayRead: opens,
            patient: access.purpose != nil && consultation.mayIdentifyPatient(institution)
                ? try scope.patient(consultation.patient) : nil, access: access,
            practitioners: try practitioners(of: consultation),
            accountNames: try accountNames(of: consultation),
            deadlines: consultation.openDeadlines(under: policy),
            uploadDuties: consultation.inviting == institution ? try scope.duties(of: id) : [],
            actions: offers.filter { $0.refusal == nil }.map(\.action),
            blockers: offers.compactMap { offer in
                offer.refusal.map { ConsultationView.Blocker(action: offer.action, refusal: $0) }
            },
            policy: policy)
    }

    /// The purpose under which the clinical content is shown, or those one may choose from.
    private func access(
        to consultation: Consultation, for purpose: AccessPurpose?
    ) throws -> CaseViewAccess {
        do {
            let admission = try transaction.admit(
                signedIn, to: .medicalRecord, of: consultation.id, .view, for: purpose, at: now)
            return CaseViewAccess(purpose: admission?.purpose, choices: [])
        } catch Refusal.purposeRequired {
            return CaseViewAccess(
                purpose: nil,
                choices: AccessRule.purposes(
                    for: AccessQuestion(
                        roles: signedIn.member.roles, relation: consultation.relation(of: signedIn.member),
                        dataClass: .medicalRecord, operation: .view, purpose: nil)))
        } catch is Refusal {
            return CaseViewAccess(purpose: nil, choices: [])
        }
    }

    /// A withdrawn invitation has no side in the core any more; its institution still sees it as invited.
    func side(of consultation: Consultation) -> PartySide {
        consultation.side(of: institution) ?? (consultation.inviting == institution ? .inviting : .invited)
    }

    func summary(of consultation: Consultation) throws -> ConsultationSummary {
        ConsultationSummary(
            consultation: consultation, side: side(of: consultation),
            invitingInstitution: try institution(consultation.inviting),
            invitedInstitution: try consultation.partner.flatMap { try institution($0) },
            // The case was found in the institution's own scope: its patient needs no second look for the same.
            patient: consultation.mayIdentifyPatient(institution)
                ? try transaction.system.patient(consultation.patient) : nil
        )
    }

    /// Everybody of the newest round of invitations; while drafting, those who are to be asked.
    private func team(of consultation: Consultation) throws -> [ConsultationView.TeamMember] {
        guard consultation.isTeam else { return [] }
        let round = consultation.invitations.last?.sentAt
        let asked = consultation.invitations.filter { $0.sentAt == round }
        guard consultation.state != .draft, !asked.isEmpty else {
            return try (consultation.request.team ?? []).map {
                .init(seat: $0, institution: try institution($0.institution), invitation: nil)
            }
        }
        return try asked.compactMap { invitation in
            guard let seat = invitation.seat else { return nil }
            return .init(
                seat: seat, institution: try institution(invitation.institution), invitation: invitation)
        }
    }

    private func practitioners(of consultation: Consultation) throws -> [PractitionerID: Practitioner] {
        var ids = Set(consultation.assigned.map(\.practitioner))
        ids.formUnion(consultation.session.presences.map(\.practitioner))
        if let report = consultation.report {
            ids.formUnion(report.signers)
            ids.formUnion(report.signatures.map(\.practitioner))
            ids.formUnion(report.addenda.map(\.practitioner))
        }
        for opinion in consultation.opinions ?? [] { ids.formUnion(opinion.signers) }
        for presence in consultation.session.patientPresences ?? [] { ids.insert(presence.recordedBy) }
        if let author = consultation.note?.author { ids.insert(author) }
        if let decider = consultation.decision?.practitioner { ids.insert(decider) }
        var found: [PractitionerID: Practitioner] = [:]
        for id in ids { found[id] = try transaction.practitioner(id) }
        return found
    }

    private func accountNames(of consultation: Consultation) throws -> [AccountID: String] {
        var ids: Set<AccountID> = [consultation.createdBy]
        ids.formUnion(consultation.attachments.map(\.uploadedBy))
        ids.formUnion(consultation.assigned.map(\.assignedBy))
        ids.formUnion(consultation.invitations.compactMap(\.sentBy))
        ids.formUnion(consultation.attachments.compactMap(\.rejection?.by))
        if let presenter = consultation.consent?.presentedBy { ids.insert(presenter) }
        var names: [AccountID: String] = [:]
        for id in ids { names[id] = try transaction.account(id)?.displayName }
        return names
    }
}

extension Consultation {
    /// The other institution: invited, or named in the draft.
    var partner: InstitutionID? {
        if isTeam, let first = invitedInstitutions.first { return first }
        if isTeam, state == .draft { return request.team?.first?.institution }
        if let invitation, state != .draft { return invitation.institution }
        guard case .institution(let named) = request.invitee else { return invitation?.institution }
        return named
    }
}
