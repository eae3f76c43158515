import NIOSSL

/// A certificate as it will be shown, looked at before the service starts.
package struct CertificateFile: Sendable {
    /// Seconds since 1970, UTC: from when, and until when, the first certificate of the chain is valid.
    package let validFrom: Int64
    package let validTo: Int64

    /// - Throws: when a file cannot be read, or the key is not the certificate's.
    package init(certificateChainPath: String, privateKeyPath: String) throws {
        let chain = try NIOSSLCertificate.fromPEMFile(certificateChainPath)
        let key = try NIOSSLPrivateKey(file: privateKeyPath, format: .pem)
        _ = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
        guard let first = chain.first else { throw Fault.empty }
        validFrom = Int64(first.notValidBefore)
        validTo = Int64(first.notValidAfter)
    }

    enum Fault: Error { case empty }
}
