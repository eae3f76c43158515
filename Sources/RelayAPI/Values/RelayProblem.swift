/// A refusal as it goes over the wire (RFC 9457).
package struct RelayProblem: Error, Codable, Hashable, Sendable, CustomStringConvertible {
    package var type: String
    package var title: String
    package var status: Int
    /// For programs: does not change with the wording.
    package var code: String
    /// What is wrong, in this case.
    package var detail: String
    /// What the caller can do about it.
    package var mend: String
    /// Facts for programs: the limit that was reached, the SDP reader's reason.
    package var limit: Int?
    package var reason: String?

    package init(
        code: String, status: Int, title: String, detail: String, mend: String, limit: Int? = nil,
        reason: String? = nil
    ) {
        type = "urn:huizhen:relay:\(code)"
        self.title = title
        self.status = status
        self.code = code
        self.detail = detail
        self.mend = mend
        self.limit = limit
        self.reason = reason
    }

    package var description: String { "\(code): \(detail) (\(mend))" }
}
