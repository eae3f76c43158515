import MediaRelay

extension NodeControl {
    /// Maintenance: sessions move to the other links without a gap.
    package func leaveLink(_ link: String) async throws {
        do { try await node.leaveLink(link) } catch { throw RelayProblem(error) }
    }

    package func returnToLink(_ link: String) async throws {
        do { try await node.returnToLink(link) } catch { throw RelayProblem(error) }
    }
}
