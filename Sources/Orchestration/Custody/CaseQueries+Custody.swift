package import ConsultationCore
import Storage

/// What is kept of a case, as somebody may see it.
package struct CustodyView: Sendable {
    package let consultation: Consultation
    package let custody: CaseCustody?
    package let state: CaseCustody.State
    /// Of the person's own institution.
    package let institutions: [InstitutionID: Institution]
    package let names: [AccountID: String]
    /// Kinds the person may ask for now, and requests the person may answer now.
    package let mayAsk: [CustodyRequest.Kind]
    package let mayAnswer: [Int]
    package let mayHold: Bool
    /// Holds the person may lift.
    package let mayLift: [Int]
    /// The person may take a package away, by an approved request.
    package let mayTakePackage: Bool
    package let entries: [MedicalRecordEntry]
}

package struct CustodyPage: Sendable {
    package let items: [(view: CustodyView, request: CustodyRequest)]
    package let next: String?
}

extension CaseQueries {
    /// For a party, for the health authority that supervises a party, and for the operator's staff, who see their own
    /// requests and nothing else of the case; nil for anybody else.
    package func custody(of id: ConsultationID, for signedIn: SignedIn) async throws -> CustodyView? {
        let now = environment.now()
        return try await database.read { try $0.custody(of: id, for: signedIn, policies, now) }
    }

    package func custodyRequests(
        in state: CustodyRequest.State, cursor: String?, limit: Int, for signedIn: SignedIn
    ) async throws -> CustodyPage {
        let now = environment.now()
        let limit = min(max(1, limit), Self.pageLimit)
        let before = cursor.flatMap(CustodyPosition.init(cursor:))
        return try await database.read { transaction in
            let found = try transaction.scope(signedIn.member.institution)
                .custodyRequests(in: state, before: before, limit: limit + 1)
            let page = found.prefix(limit)
            return CustodyPage(
                items: try page.compactMap { place in
                    let view = try transaction.custody(of: place.consultation, for: signedIn, policies, now)
                    guard let view, let request = view.custody?.request(place.request) else { return nil }
                    return (view, request)
                }, next: found.count > limit ? page.last?.cursor : nil)
        }
    }

    /// The person's institution's own package, for who was granted a copy; the authority takes the inviting side's.
    /// The taking is on record. Throws `Refusal`.
    package func archivePackage(
        of id: ConsultationID, for signedIn: SignedIn
    ) async throws -> (number: ConsultationNumber, content: StoredContent)? {
        let now = environment.now()
        guard let view = try await custody(of: id, for: signedIn), let custody = view.custody else {
            return nil
        }
        guard let grant = custody.grant(.copyOut, to: signedIn.account, at: now) else {
            throw Refusal.purposeRequired
        }
        _ = try AccessRule.decide(
            AccessQuestion(
                roles: signedIn.member.roles, relation: view.consultation.relation(of: signedIn.member),
                dataClass: .medicalRecord, operation: .copyOut, purpose: grant.purpose, grants: [.copyOut],
                abroad: signedIn.institution.isAbroad ? signedIn.institution.id : nil))
        let own = custody.package(of: signedIn.member.institution) ?? custody.package(of: custody.inviting)
        guard let own else { return nil }
        let reader = try database.blobs.open(own.sha256.hexadecimal, owner: own.institution.text)
        try await noteAccess(
            AccessNote(
                "copyOut", purpose: grant.purpose, object: "archivePackage", sha256: own.sha256,
                key: reader.keyName), of: id, by: signedIn, at: now)
        return (view.consultation.number, StoredContent(reader, own.sha256))
    }
}

extension ReadTransaction {
    fileprivate func custody(
        of id: ConsultationID, for signedIn: SignedIn, _ policies: PolicyBook, _ now: WallTime
    ) throws -> CustodyView? {
        guard let consultation = try system.consultation(id) else { return nil }
        let parties = [consultation.inviting] + consultation.invitedInstitutions
        var institutions: [InstitutionID: Institution] = [:]
        for party in Set(parties + [signedIn.member.institution]) {
            institutions[party] = try institution(party)
        }
        let isParty = try scope(signedIn.member.institution).consultation(id) != nil
        let roles = signedIn.member.roles
        let isAuthority = try regulates(signedIn, anyOf: parties)
        guard isParty || isAuthority || roles.contains(.operator) else { return nil }
        let own = signedIn.member.institution
        var custody = try system.record(CaseCustody.self, id.text)
        if !isParty, !isAuthority {
            custody?.requests.removeAll { $0.by.institution != own }
            guard custody?.requests.isEmpty == false else { throw Refusal.operatorForbidden }
            custody?.packages = []
            custody?.holds = []
        }
        guard let inviting = institutions[consultation.inviting] else { return nil }
        let policy = policies.policy(governing: consultation, of: inviting.jurisdiction, at: now)
        let facts = Facts(institutions: Array(institutions.values))
        func may(_ command: CustodyCommand) -> Bool {
            (try? CaseCustody.decide(
                command, of: consultation, on: custody, by: signedIn.caller, at: now, under: policy,
                facts: facts)) != nil
        }
        var names: [AccountID: String] = [:]
        for request in custody?.requests ?? [] {
            let people =
                [request.by] + request.approvals.map(\.by) + [request.rejection?.by].compactMap(\.self)
            for person in people where names[person.account] == nil {
                names[person.account] = try account(person.account)?.displayName
            }
        }
        return CustodyView(
            consultation: consultation, custody: custody,
            state: custody?.state ?? CaseCustody.state(of: consultation), institutions: institutions,
            names: names,
            mayAsk: CustodyRequest.Kind.allCases.filter {
                may(.request(CustodyAsking(kind: $0, purpose: .disputeHandling, ground: "x")))
            },
            mayAnswer: (custody?.requests ?? []).map(\.id).filter { may(.reject($0, reason: "x")) },
            mayHold: may(.placeHold(ground: "x", reference: nil)),
            mayLift: (custody?.openHolds ?? []).map(\.id).filter { may(.liftHold($0, reason: "x")) },
            mayTakePackage: custody?.grant(.copyOut, to: signedIn.account, at: now) != nil,
            entries: isParty || isAuthority ? consultation.recordEntries : [])
    }
}

extension CustodyPosition {
    var cursor: String { "\(at.milliseconds).\(request).\(consultation.text)" }

    init?(cursor: String) {
        let parts = cursor.split(separator: ".", maxSplits: 2)
        guard parts.count == 3, let at = Int64(parts[0]), let request = Int(parts[1]) else { return nil }
        self.init(
            at: WallTime(milliseconds: at), consultation: ConsultationID(String(parts[2])), request: request)
    }
}
