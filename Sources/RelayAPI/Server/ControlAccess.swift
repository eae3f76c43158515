import NIOSSL

/// One end of mutual TLS: who we are, and who signs those we talk to. All PEM files.
package struct ControlAccess: Hashable, Sendable {
    package var certificate: String
    package var key: String
    /// The authority whose certificates the other side must show.
    package var authority: String

    package init(certificate: String, key: String, authority: String) {
        self.certificate = certificate
        self.key = key
        self.authority = authority
    }

    /// The server asks every client for a certificate of the authority, and refuses those without.
    func server() throws -> TLSConfiguration {
        let (chain, key) = try identity()
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(key))
        tls.minimumTLSVersion = .tlsv12
        tls.trustRoots = .file(authority)
        tls.certificateVerification = .noHostnameVerification
        return tls
    }

    /// The client believes only the authority's servers, by their host name.
    func client() throws -> TLSConfiguration {
        let (chain, key) = try identity()
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.certificateChain = chain
        tls.privateKey = .privateKey(key)
        tls.trustRoots = .file(authority)
        return tls
    }

    private func identity() throws -> ([NIOSSLCertificateSource], NIOSSLPrivateKey) {
        let chain = try NIOSSLCertificate.fromPEMFile(certificate).map {
            NIOSSLCertificateSource.certificate($0)
        }
        return (chain, try NIOSSLPrivateKey(file: key, format: .pem))
    }
}
