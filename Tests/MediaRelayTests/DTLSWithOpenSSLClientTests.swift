import Foundation
import MediaEngine
import MediaRelay
import Testing
import Wire

/// The relay's DTLS end against OpenSSL's own client program, over a real socket.
@Suite struct `DTLS with openssl s_client` {
    @Test(arguments: ProtectionProfile.allCases)
    func `s_client agrees on the profile and its exported keys open our packets`(profile: ProtectionProfile)
        throws
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "huizhen-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (key, certificate) = (folder.path + "/key.pem", folder.path + "/cert.pem")
        _ = try Self.openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
            "-subj", "/CN=client", "-keyout", key, "-out", certificate,
        ])
        let printed = try Self.openssl(["x509", "-in", certificate, "-noout", "-fingerprint", "-sha256"])
        let fingerprint = hex(String(printed.split(separator: "=")[1].filter(\.isHexDigit)))

        let socket = try TestSocket()
        let transport = try #require(DTLSTransport(identity: try RelayIdentity(), cipher: .evp))
        transport.begin(.server, peerFingerprint: fingerprint, at: DTLSPair.now)

        let length = 2 * (profile.masterKeyBytes + profile.masterSaltBytes)
        let client = Process()
        client.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        client.arguments = [
            "s_client", "-dtls1_2", "-connect", "127.0.0.1:\(socket.local.port)", "-use_srtp",
            profile.openSSLName,
            "-cert", certificate, "-key", key, "-keymatexport", "EXTRACTOR-dtls_srtp",
            "-keymatexportlen", "\(length)",
        ]
        let (output, input) = (Pipe(), Pipe())
        client.standardOutput = output
        client.standardError = FileHandle.nullDevice
        client.standardInput = input
        try client.run()
        defer {
            client.terminate()
            client.waitUntilExit()
        }
        let end = DTLSPair.now.advanced(by: .seconds(10))
        var peer: PeerAddress?
        func serve() {
            for received in socket.receive() {
                peer = received.peer
                transport.receiveHandshake(received.bytes.span, at: DTLSPair.now)
            }
            if let deadline = transport.handshakeDeadline, deadline <= DTLSPair.now {
                transport.handleTimeout(at: DTLSPair.now)
            }
            while let peer, let datagram = transport.nextDatagram() { socket.send(datagram, to: peer) }
        }
        while transport.state == .handshaking, DTLSPair.now < end { serve() }
        #expect(transport.state == .established(profile))
        let packet = PacketMaker.rtp(ssrc: 77, sequence: 1, payload: [5, 6, 7])
        let sealed = try run(packet, transport.protectRTP).get()
        // s_client prints its keys when the handshake is over, and ends when we close or its input ends.
        transport.close()
        serve()
        try input.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.contains("SRTP Extension negotiated, profile=\(profile.openSSLName)"))
        let line = try #require(text.split(separator: "\n").first { $0.contains("Keying material:") })
        let material = hex(String(line.split(separator: ":")[1]))
        try #require(material.count == length)
        let (keyBytes, saltBytes) = (profile.masterKeyBytes, profile.masterSaltBytes)
        let serverKeys = try #require(
            MasterKey(
                key: Array(material[keyBytes..<2 * keyBytes]), salt: Array(material.suffix(saltBytes)),
                for: profile))
        let reader = try #require(
            CipherProtection(profile: profile, sending: serverKeys, receiving: serverKeys))
        #expect(run(sealed, reader.unprotectRTP) == .success(packet))
    }

    static func openssl(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
