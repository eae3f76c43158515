import ForeignPrograms
import Foundation
import FoundationNetworking
import Synchronization
import Testing

/// A hospital's HIS or LIS as a program of its own (Tests/HospitalPeers).
final class HospitalPeer: Sendable {
    static let root = URL(fileURLWithPath: TestService.protocols).deletingLastPathComponent()
    private static let python = root.appending(path: ".build/hospital-peers/bin/python").path
    private static let script = root.appending(path: "Tests/HospitalPeers/peer.py").path

    let port: Int
    private let process: Process
    private let input = Pipe()
    private let output = Pipe()
    private let lines = Mutex<[JSON]>([])
    private let rest = Mutex<Data>(Data())

    static func check() throws {
        try #require(
            FileManager.default.isExecutableFile(atPath: python),
            "scripts/install-hospital-peers makes what this test needs")
    }

    /// Listens on a port of its own; answers AA until told otherwise.
    init() throws {
        try Self.check()
        port = try FreePorts.next()
        process = Process()
        process.executableURL = URL(fileURLWithPath: Self.python)
        process.arguments = [Self.script, "listen", "\(port)"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        _ = readLine()
    }

    deinit { kill(process.processIdentifier, SIGKILL) }

    func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// What it answers from now on: AA, AE, AR or silent.
    func answer(_ code: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data((code + "\n").utf8))
        while let line = readLine(), line["answer"].string != code {}
    }

    /// Every message taken since the last call, of `count`.
    func taken(_ count: Int) -> [JSON] { (0..<count).compactMap { _ in readLine() } }

    private func readLine() -> JSON? {
        while true {
            let line: Data? = rest.withLock { data in
                guard let end = data.firstIndex(of: 0x0A) else { return nil }
                let line = Data(data[..<end])
                data = Data(data[data.index(after: end)...])
                return line
            }
            if let line { return JSON.parse(Array(line)) }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { return nil }
            rest.withLock { $0 += more }
        }
    }

    /// Sends one message to `port` of this machine; the answer.
    static func send(_ message: String, to port: Int) throws -> JSON? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [script, "send", "127.0.0.1", "\(port)"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(message.utf8))
        try input.fileHandleForWriting.close()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return JSON.parse(Array(data))
    }
}

/// Debian's Orthanc with DICOMweb: a PACS, with name and password.
final class Orthanc: Sendable {
    let port: Int
    let folder: URL
    private let process: Process

    init() async throws {
        port = try FreePorts.next()
        folder = FileManager.default.temporaryDirectory.appending(path: "orthanc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let configuration = """
            {"Name": "PACS", "StorageDirectory": "\(folder.path)/store", "IndexDirectory": "\(folder.path)/store",
             "HttpPort": \(port), "DicomServerEnabled": false, "DefaultEncoding": "Utf8",
             "RemoteAccessAllowed": false,
             "AuthenticationEnabled": true, "RegisteredUsers": {"huizhen": "secret"},
             "Plugins": ["/usr/share/orthanc/plugins"],
             "DicomWeb": {"Enable": true, "Root": "/dicom-web/"}}
            """
        let file = folder.appending(path: "orthanc.json")
        try configuration.write(to: file, atomically: true, encoding: .utf8)
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["Orthanc", file.path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<200 {
            if try await request("GET", "/system").status == 200 { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw CocoaError(.fileReadUnknown)
    }

    deinit {
        // It would write its index away, which nobody needs.
        kill(process.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    func request(_ method: String, _ path: String, _ body: Data? = nil) async throws -> (
        status: Int, body: Data
    ) {
        guard let url = URL(string: "http://127.0.0.1:\(port)" + path) else {
            throw CocoaError(.fileNoSuchFile)
        }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = body
        request.setValue(
            "Basic " + Data("huizhen:secret".utf8).base64EncodedString(), forHTTPHeaderField: "Authorization")
        do {
            let (data, response) = try await URLSession.shared.data(for: request)
            return ((response as? HTTPURLResponse)?.statusCode ?? 0, data)
        } catch is URLError { return (0, Data()) }
    }

    /// A study of two small CT images, made by dcmtk's dump2dcm.
    func keepStudy(_ uid: String, of patient: String) async throws -> [Data] {
        var files: [Data] = []
        for number in 1...2 {
            let text = """
                (0008,0005) CS [ISO_IR 192]
                (0008,0016) UI =CTImageStorage
                (0008,0018) UI [\(uid).1.\(number)]
                (0008,0020) DA [20250309]
                (0008,0030) TM [101500]
                (0008,0050) SH [ACC77]
                (0008,0060) CS [CT]
                (0008,1030) LO [胸部CT平扫]
                (0010,0010) PN [张^三]
                (0010,0020) LO [\(patient)]
                (0020,000d) UI [\(uid)]
                (0020,000e) UI [\(uid).1]
                (0020,0013) IS [\(number)]
                (0028,0002) US 1
                (0028,0004) CS [MONOCHROME2]
                (0028,0010) US 2
                (0028,0011) US 2
                (0028,0100) US 16
                (0028,0101) US 16
                (0028,0102) US 15
                (0028,0103) US 0
                (7fe0,0010) OW 0001\\0002\\0003\\0004
                """
            let source = folder.appending(path: "image.txt")
            try text.write(to: source, atomically: true, encoding: .utf8)
            let made = folder.appending(path: "image.dcm")
            #expect(try ForeignProgram.run("dump2dcm", [source.path, made.path]).status == 0)
            let bytes = try Data(contentsOf: made)
            #expect(try await request("POST", "/instances", bytes).status == 200)
            files.append(bytes)
        }
        return files
    }
}

enum FreePorts {
    /// A port that was free a moment ago.
    static func next() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain -> UInt16? in
                guard bind(socket, plain, length) == 0, getsockname(socket, plain, &length) == 0 else {
                    return nil
                }
                return pointer.pointee.sin_port.bigEndian
            }
        }
        return Int(try #require(port))
    }
}
