package import ConsultationCore
import Synchronization

/// What changed, as the pages need to know it. Carries ids and states, and content only in `message`.
package enum Change: Sendable {
    /// Some row of the institution's work list is different.
    case worklist
    case consultation(ConsultationID, version: Int64, state: Consultation.State)
    case room(RoomView)
    /// For one session only: its own account's pages.
    case slots(SessionName, [MediaSlot])
    /// For one session only: its connection must be made anew, because the room is at another relay now. Planned means
    /// that the old one still works meanwhile.
    case rejoin(SessionName, isPlanned: Bool)
    /// For one session only: its page should look for its paths anew, while media goes on.
    case restart(SessionName)
    /// For one session only: what it will not get, because it cannot decode it.
    case unsupported(SessionName, publisher: ParticipantName, source: MediaSource, codec: String)
    case message(ConsultationID, MessageView)
}

/// A change and the one account it is for; nil means everybody of the institution.
package struct ChangeNotice: Sendable {
    package let change: Change
    package let account: AccountID?
}

/// Tells every open page of an institution what changed. A page that reads too slowly loses the oldest notices and
/// loads afresh; nothing here is a record.
package final class ChangeFeed: Sendable {
    /// Notices kept for one slow reader.
    package static let bufferLimit = 256
    /// Open readers of one institution.
    package static let readerLimit = 2000

    private struct Reader {
        let account: AccountID
        let continuation: AsyncStream<ChangeNotice>.Continuation
    }

    private struct State {
        var next = 0
        var readers: [InstitutionID: [Int: Reader]] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// The notices for one account of one institution, from now until the stream is dropped.
    package func notices(for institution: InstitutionID, account: AccountID) -> AsyncStream<ChangeNotice> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ChangeNotice.self, bufferingPolicy: .bufferingNewest(Self.bufferLimit))
        let key: Int? = state.withLock { state in
            guard state.readers[institution, default: [:]].count < Self.readerLimit else { return nil }
            state.next += 1
            state.readers[institution, default: [:]][state.next] =
                Reader(account: account, continuation: continuation)
            return state.next
        }
        guard let key else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.remove(key, of: institution) }
        return stream
    }

    package func publish(_ change: Change, to institutions: [InstitutionID], account: AccountID? = nil) {
        let notice = ChangeNotice(change: change, account: account)
        let targets = state.withLock { state in
            Set(institutions).flatMap { state.readers[$0].map { Array($0.values) } ?? [] }
        }
        for target in targets where account == nil || target.account == account {
            target.continuation.yield(notice)
        }
    }

    /// Ends every stream, so that open event connections do not hold up a stop.
    package func finish() {
        let all = state.withLock { state in
            defer { state.readers = [:] }
            return state.readers.values.flatMap { $0.values.map(\.continuation) }
        }
        for continuation in all { continuation.finish() }
    }

    private func remove(_ key: Int, of institution: InstitutionID) {
        state.withLock { state in
            state.readers[institution]?[key] = nil
            if state.readers[institution]?.isEmpty == true { state.readers[institution] = nil }
        }
    }
}
