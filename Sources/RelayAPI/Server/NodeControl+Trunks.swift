import MediaEngine
import MediaRelay
import Wire

extension NodeControl {
    package func openTrunk(_ request: TrunkRequest, in room: String) async throws -> TrunkOpened {
        do {
            let addresses = try await node.openTrunk(
                room: .init(room), trunk: .init(request.trunk), secret: Array(request.secret),
                remotes: request.remotes, role: request.role == .core ? .core : .branch)
            return TrunkOpened(
                addresses: addresses.map {
                    .init(link: $0.link, address: $0.address.literal, port: $0.address.port)
                })
        } catch {
            throw RelayProblem(error)
        }
    }

    package func closeTrunk(_ trunk: String, in room: String) async {
        await node.closeTrunk(room: .init(room), trunk: .init(trunk))
    }
}
