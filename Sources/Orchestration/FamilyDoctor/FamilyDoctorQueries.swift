package import ConsultationCore
import Storage

/// A contract with what a page shows beside it.
package struct FamilyDoctorView: Sendable {
    package let contract: FamilyDoctorContract
    package let patient: Redacted<String>
    package let department: String
    package let team: [(id: PractitionerID, name: String)]
    /// What is to be read before the next signature.
    package let notice: NoticeTemplate
    package let actions: [FamilyDoctorCommand.Action]
}

package struct FamilyDoctorQueries: Sendable {
    let database: ServiceDatabase
    let environment: ServiceEnvironment

    package static let pageSize = 50
    /// Who treats patients and who watches over quality; the administrator may end a contract.
    package static let readers: [Role] = [.physician, .qualityController, .institutionAdmin]

    /// Physicians see their own, the others all of the institution.
    package func list(
        before cursor: (at: Int64, id: String)?, for signedIn: SignedIn
    ) async throws -> (items: [FamilyDoctorView], next: String?) {
        try signedIn.demand(Self.readers)
        return try await database.read { transaction in
            let found = try transaction.scope(signedIn.institution.id).familyDoctorContracts(
                of: Self.shelf(signedIn), before: cursor, limit: Self.pageSize + 1)
            let page = found.prefix(Self.pageSize)
            let notice = try transaction.familyDoctorNotice(of: signedIn.institution.id)
            return (
                try page.map { try view($0, notice, for: signedIn, transaction) },
                found.count > Self.pageSize
                    ? page.last.map { "\($0.createdAt.milliseconds)/\($0.id)" } : nil
            )
        }
    }

    /// Nil for an unknown one, one of another institution, and one of another doctor's team.
    package func contract(
        _ id: FamilyDoctorContractID, for signedIn: SignedIn
    ) async throws -> FamilyDoctorView? {
        try signedIn.demand(Self.readers)
        return try await database.read { transaction in
            let scope = transaction.scope(signedIn.institution.id)
            guard let found = try scope.record(FamilyDoctorContract.self, id.text) else { return nil }
            if let own = Self.shelf(signedIn), !found.team.contains(own) { return nil }
            let notice = try transaction.familyDoctorNotice(of: found.institution)
            return try view(found, notice, for: signedIn, transaction)
        }
    }

    /// Contracts by state, and the online visits of a month by kind of service.
    package func statistics(
        in period: SettlementPeriod, for signedIn: SignedIn
    ) async throws -> (contracts: [NamedCount], visits: [NamedCount]) {
        try signedIn.demand(Self.readers + [.auditor, .finance])
        return try await database.read { transaction in
            let scope = transaction.scope(signedIn.institution.id)
            return (
                try scope.familyDoctorStates(),
                try scope.visitServices(from: period.start, to: period.end)
            )
        }
    }

    /// Who may be of the caller's team: people of the own institution who are registered there.
    package func candidates(for signedIn: SignedIn) async throws -> [Practitioner] {
        try signedIn.demand([.physician])
        let own = signedIn.institution.id
        let today = CivilDate(environment.now())
        return try await database.scope(own) { try $0.practitioners() }.filter {
            $0.id != signedIn.member.practitioner && $0.isRegistered(at: own, on: today)
        }
    }

    private static func shelf(_ signedIn: SignedIn) -> PractitionerID? {
        let watches: [Role] = [.qualityController, .institutionAdmin]
        return watches.contains(where: signedIn.member.roles.contains) ? nil : signedIn.member.practitioner
    }

    private func view(
        _ contract: FamilyDoctorContract, _ notice: NoticeTemplate, for signedIn: SignedIn,
        _ transaction: ReadTransaction
    ) throws -> FamilyDoctorView {
        FamilyDoctorView(
            contract: contract,
            patient: try transaction.scope(contract.institution).patient(contract.patient)?.name ?? "",
            department: signedIn.institution.department(contract.terms.department)?.name
                ?? contract.terms.department.text,
            team: try contract.team.map { ($0, try transaction.practitioner($0)?.name ?? $0.text) },
            notice: notice, actions: contract.availableActions(for: signedIn.caller))
    }
}

extension Orchestrator {
    package var familyDoctors: FamilyDoctorQueries {
        FamilyDoctorQueries(database: database, environment: environment)
    }
}
