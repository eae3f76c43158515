/// A failure of lines or equipment that kept an upload from its limit: what failed, and when (AT-11).
package struct OutageEvidence: Codable, Sendable, Equatable {
    package var since: WallTime
    package var until: WallTime
    /// What failed, and what shows it: the providers' tickets, log lines.
    package var text: Redacted<String>

    package init(since: WallTime, until: WallTime, text: Redacted<String>) {
        self.since = since
        self.until = until
        self.text = text
    }
}

package struct AttachedEvidence: Codable, Sendable, Equatable {
    package var evidence: OutageEvidence
    package var by: AccountID
    package var at: WallTime
}
