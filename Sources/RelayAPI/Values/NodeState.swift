package enum NodeState: String, Codable, Hashable, Sendable, CaseIterable {
    case serving
    /// Takes no new rooms; those it has go on.
    case draining
}
