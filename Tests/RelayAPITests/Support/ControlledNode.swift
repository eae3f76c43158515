import Evidence
import Foundation
import FoundationNetworking
import Logging
import MediaRelay
import RelayAPI
import Testing

/// A relay node with its control API on a real loopback socket, and a client.
final class ControlledNode: Sendable {
    let control: NodeControl
    let client: RelayClient
    let http: RelayHTTP
    let address: String
    let table: [(method: String, path: String)]
    private let directory: String
    private let tasks: [Task<Void, any Error>]

    init(access: ControlAccess? = nil, clientAccess: ControlAccess? = nil, roomsPerNode: Int = 16)
        async throws
    {
        directory = FileManager.default.temporaryDirectory.path + "/huizhen-control-\(UUID().uuidString)"
        let node = try RelayNode(
            configuration: RelayConfiguration(
                links: (0..<2).map {
                    .init(name: "link\($0)", provider: "isp\($0)", address: "127.0.0.\($0 + 1)")
                },
                portBase: 0, workers: 2, pinsWorkers: false, recordingsDirectory: directory,
                recordingReserveBytes: 0, producer: "huizhen/test", cipher: .evp,
                limits: .init(roomsPerNode: roomsPerNode, sessionsPerRoom: 8)), keys: try .generate())
        try await node.start()
        control = NodeControl(node: node)
        let (ports, arrival) = AsyncStream<Int>.makeStream()
        let server = try ControlServer(
            configuration: ControlConfiguration(host: "127.0.0.1", port: 0, access: access),
            control: control, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            onListening: { arrival.yield($0) })
        table = server.table
        let control = control
        tasks = [Task { try await server.run() }, Task { await control.run() }]
        var port = 0
        for await value in ports {
            port = value
            break
        }
        address = "\(access == nil ? "http" : "https")://localhost:\(port)"
        http = try RelayHTTP(access: clientAccess)
        client = try RelayClient(address, through: http)
    }

    /// Method, path, body as they are; nothing is checked on the way.
    func raw(
        _ method: String, _ path: String, _ body: Data? = nil
    ) async throws -> (status: Int, type: String, body: Data) {
        var request = URLRequest(url: try #require(URL(string: address + path)))
        request.httpMethod = method
        request.httpBody = body
        let (data, response) = try await URLSession.shared.data(for: request)
        let http = try #require(response as? HTTPURLResponse)
        return (http.statusCode, http.value(forHTTPHeaderField: "Content-Type") ?? "", data)
    }

    func json(_ method: String, _ path: String, _ body: String? = nil) async throws -> (Int, Any) {
        let answer = try await raw(method, path, body.map { Data($0.utf8) })
        return (answer.status, try JSONSerialization.jsonObject(with: answer.body))
    }

    func stop() async {
        await control.node.stop()
        for task in tasks { task.cancel() }
        for task in tasks { _ = try? await task.value }
        await http.shutdown()
        try? FileManager.default.removeItem(atPath: directory)
    }
}
