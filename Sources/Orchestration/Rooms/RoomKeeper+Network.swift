package import ConsultationCore
import Storage

extension RoomKeeper {
    /// Whose business the lines are.
    package static let networkRoles: [Role] = [.operator, .qualityController, .institutionAdmin]

    /// The relay's links and the open rooms: the platform's operator sees all rooms, a hospital its own.
    package func network(for signedIn: SignedIn) async throws -> NetworkView {
        try Self.checkNetworkRole(of: signedIn)
        let links = await relay.links()
        let institution = signedIn.member.roles.contains(.operator) ? nil : signedIn.member.institution
        let open = rooms
        let found = try await orchestrator.database.read { transaction in
            try open.keys.compactMap { id -> NetworkView.Room? in
                guard let one = try transaction.system.consultation(id),
                    institution.map({ one.side(of: $0) != nil }) ?? true
                else { return nil }
                func name(_ id: InstitutionID?) throws -> String {
                    try id.flatMap { try transaction.institution($0) }?.shortName ?? ""
                }
                return NetworkView.Room(
                    consultation: id, number: one.number, inviting: try name(one.inviting),
                    invited: try name(one.invited), startedAt: one.session.startedAt,
                    onOneLink: open[id]?.onOneLinkSince ?? [:], lowMedia: open[id]?.lowMedia ?? [])
            }
        }
        return NetworkView(
            links: links,
            rooms: found.sorted {
                ($0.isWell ? 1 : 0, $0.number.text) < ($1.isWell ? 1 : 0, $1.number.text)
            })
    }
}
