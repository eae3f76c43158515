/// How a site edge reaches its service.
package struct EdgeSettings: Sendable {
    /// `https://host:port`, or `http://` on loopback.
    package var service: String
    package var token: String
    /// PEM file of the authority that signed the service's certificate; nil for the system's.
    package var authority: String?

    package init(service: String, token: String, authority: String? = nil) {
        self.service = service
        self.token = token
        self.authority = authority
    }
}

/// Settings with which no line can ever stand.
package struct UnusableEdgeSettings: Error, CustomStringConvertible {
    package let description: String
}
