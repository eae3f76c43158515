import ConsultationCore
import Orchestration
import Simulation
import Storage
import Testing

extension TestService {
    /// An office that supervises, with one person who signs in under the office's id.
    func addOffice(
        _ id: InstitutionID, _ level: InstitutionLevel = .province, _ place: Jurisdiction = .jilin,
        _ division: String? = nil, role: Role = .healthAuthority
    ) async throws {
        var office = ConsultationWorld.office(id, level, in: place, at: division)
        office.name = "卫生健康委员会 \(id)"
        let stored = office
        try await database.write { try $0.put(stored) }
        _ = try await signIn.addAccount(
            AccountDraft(
                username: id.text, institution: id, displayName: "监管 \(id)", practitioner: nil, roles: [role]),
            password: Self.password)
    }
}
