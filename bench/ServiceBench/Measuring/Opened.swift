import BrowserDriver
import Foundation
import ServiceDriver

/// The release binary serving an archive, with people signed in.
struct Opened: Sendable {
    let service: ServiceProcess
    let port: UInt16
    private let tokens: [String: String]

    init(_ archive: Archive) async throws {
        service = try ServiceProcess(data: archive.folder)
        try await service.start()
        port = UInt16(service.address.port ?? 0)
        let client = APIClient(address: service.address)
        var tokens: [String: String] = [:]
        for name in [
            DemoPeople.invitingPhysician, DemoPeople.invitedCoordinator, DemoPeople.invitedSpecialist,
        ] {
            let account = try service.account(named: name)
            let answer = try await client.post(
                "/tokens",
                ["username": .string(name), "password": .string(account.password), "label": "bench"])
            guard let token = answer.body["token"].string else {
                throw BenchFault("\(name) cannot sign in: \(answer.status)")
            }
            tokens[name] = token
        }
        self.tokens = tokens
    }

    func client(_ name: String) throws -> LeanClient {
        try LeanClient(port: port, token: tokens[name] ?? "")
    }

    /// `VmRSS` or `VmHWM` in MiB.
    func memory(_ field: String) throws -> Double {
        let status = try String(
            contentsOfFile: "/proc/\(service.processIdentifier ?? 0)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("\(field):") }
        guard let kilobytes = line?.split(separator: " ").compactMap({ Double($0) }).first else {
            throw BenchFault("no \(field)")
        }
        return kilobytes / 1024
    }
}
