import HTTPTypes
import Hummingbird
import Orchestration

/// Providers' lines: what operators and quality controllers look at (NHC-TM 二(三)3).
struct NetworkRoutes: Sendable {
    let services: WebServices

    func add(to routes: inout Routes) {
        routes.on(.get, "/network", .read) { call in
            .json(NetworkPayload(try await services.rooms.network(for: call.person)))
        }
        routes.on(.get, "/network/rooms/{id}/streams", .read) { call in
            .json(
                RoomStreamsPayload(
                    try await services.rooms.streams(of: try call.consultation(), for: call.person)))
        }
    }
}
