import Foundation
import RelayAPI

/// The bodies of the relay's control API.
enum ControlFuzz {
    static func body(_ bytes: [UInt8]) -> Bool {
        let data = Data(bytes)
        let decoder = JSONDecoder()
        if let request = try? decoder.decode(SessionRequest.self, from: data) {
            guard let again = try? JSONEncoder().encode(request) else { return false }
            guard (try? decoder.decode(SessionRequest.self, from: again)) == request else { return false }
        }
        _ = try? decoder.decode(RoomOpening.self, from: data)
        _ = try? decoder.decode(TrunkRequest.self, from: data)
        _ = try? decoder.decode(DrainRequest.self, from: data)
        _ = try? decoder.decode(NodeEvent.self, from: data)
        return true
    }
}
