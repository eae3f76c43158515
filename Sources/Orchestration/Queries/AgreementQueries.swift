package import ConsultationCore
import Storage

/// An agreement as a party sees it.
package struct AgreementView: Sendable {
    package let agreement: CooperationAgreement
    package let institutions: [InstitutionID: Institution]
    package let actions: [AgreementCommand.Action]
}

extension DirectoryQueries {
    /// Agreements to which the caller's institution is a party, newest first.
    package func agreements(for signedIn: SignedIn) async throws -> [AgreementView] {
        try await database.read { transaction in
            try transaction.scope(signedIn.member.institution)
                .records(CooperationAgreement.self, limit: CaseQueries.pageLimit)
                .map { try view($0, signedIn) { try transaction.institution($0) } }
        }
    }

    package func agreement(_ id: AgreementID, for signedIn: SignedIn) async throws -> AgreementView? {
        try await database.read { transaction in
            try transaction.scope(signedIn.member.institution).record(CooperationAgreement.self, id.text)
                .map { try view($0, signedIn) { try transaction.institution($0) } }
        }
    }

    /// Everybody an agreement may be drafted with; names are no secret, cases are.
    package func agreementPartners() async throws -> [Institution] {
        try await database.read { try $0.institutions() }
    }

    private func view(
        _ agreement: CooperationAgreement, _ signedIn: SignedIn,
        _ institution: (InstitutionID) throws -> Institution?
    ) throws -> AgreementView {
        var named: [InstitutionID: Institution] = [:]
        for party in agreement.parties { named[party] = try institution(party) }
        return AgreementView(
            agreement: agreement, institutions: named,
            actions: agreement.availableActions(for: signedIn.caller))
    }
}
