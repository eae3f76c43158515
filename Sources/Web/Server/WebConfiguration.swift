/// What the HTTP side of the service is told by its installation.
package struct WebConfiguration: Sendable {
    /// Address to listen on, for example `0.0.0.0` or `127.0.0.1`.
    package var host: String
    /// TCP port; 0 lets the system choose one (tests).
    package var port: Int
    /// Certificate chain and key in PEM files. Without them the server speaks plain HTTP,
    /// cookies lose `Secure` and HSTS is not sent: only for a trusted proxy or a test.
    package var tls: TLSFiles?
    /// Largest JSON body in bytes.
    package var jsonLimitBytes = 256 * 1024
    /// Largest attachment in bytes.
    package var attachmentLimitBytes = 50 * 1024 * 1024
    /// A JSON body must be whole within so long.
    package var jsonTime: Duration = .seconds(30)
    /// An attachment must be whole within so long: 50 MB in 20 min is 350 kbit/s, a poor county line.
    package var attachmentTime: Duration = .seconds(20 * 60)
    /// Sign-in attempts one remote address may make in a minute; further ones get 429.
    package var signInAttemptsPerMinute = 60
    /// Complaints, ratings and look-ups one remote address may send in a minute without signing in.
    package var publicAttemptsPerMinute = 20
    /// One line a request: method, route, status, time; never an id or a name.
    package var logRequests = true
    /// Interval of server-sent heartbeats. Proxies commonly cut a silent connection after 30 s.
    package var heartbeat: Duration = .seconds(15)
    /// Directory of the pages. `nil` takes the pages built into the program.
    package var pagesDirectory: String?

    package struct TLSFiles: Sendable {
        package var certificateChainPath: String
        package var privateKeyPath: String

        package init(certificateChainPath: String, privateKeyPath: String) {
            self.certificateChainPath = certificateChainPath
            self.privateKeyPath = privateKeyPath
        }
    }

    package init(host: String, port: Int, tls: TLSFiles?) {
        self.host = host
        self.port = port
        self.tls = tls
    }

    var secure: Bool { tls != nil }
}
