import Foundation

/// A certificate authority in a folder of its own, made with the openssl program.
package struct CertificateAuthority: Sendable {
    package struct Files: Sendable {
        package let certificate: String
        package let key: String
    }

    package let folder: String

    /// The authority's own certificate.
    package var certificate: String { folder + "/ca.pem" }

    package init(_ name: String) throws {
        folder = FileManager.default.temporaryDirectory.path + "/huizhen-ca-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=\(name)", "-keyout", "ca.key", "-out", "ca.pem")
    }

    /// A certificate of this authority for a host, good for so many days from now; below zero it has ended already.
    package func files(for host: String, days: Int = 2) throws -> Files {
        let name = "\(host)-\(days)"
        let files = Files(certificate: "\(folder)/\(name).pem", key: "\(folder)/\(name).key")
        guard !FileManager.default.fileExists(atPath: files.certificate) else { return files }
        try openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(host)",
            "-addext", "subjectAltName=DNS:\(host)", "-keyout", "\(name).key", "-out", "\(name).csr")
        try openssl(
            "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "\(days)", "-copy_extensions", "copy", "-out", "\(name).pem")
        return files
    }

    package func remove() { try? FileManager.default.removeItem(atPath: folder) }

    private func openssl(_ arguments: String...) throws {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        child.arguments = arguments
        child.currentDirectoryURL = URL(fileURLWithPath: folder)
        child.standardError = FileHandle.nullDevice
        child.standardOutput = FileHandle.nullDevice
        try child.run()
        child.waitUntilExit()
        guard child.terminationStatus == 0 else {
            throw ServiceFault.commandFailed("openssl \(arguments[0])", child.terminationStatus, "")
        }
    }
}
