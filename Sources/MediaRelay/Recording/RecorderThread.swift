import CLinuxNet
import Evidence
import Glibc
import MediaEngine

/// The node's one recording thread: it owns every evidence writer, drains the rooms' rings and syncs to disk. Disk
/// waits happen here and nowhere else.
final class RecorderThread: Sendable {
    typealias Command = @Sendable (inout State) -> Void

    /// Bytes between a room's worker and the disk: some 1.5 s of eight participants at 2.5 Mbit/s each.
    static let ringBytes = 4 << 20
    /// Commands waiting; joins and track starts of every room on the node.
    static let mailboxCapacity = 8192
    /// RecordingWriter wants its tick every 50 ms to keep the 500 ms promise; what waits for less long is still in the
    /// processor's cache, and other threads are held up for less long.
    static let turnMilliseconds: Int32 = 10

    struct State {
        var rooms: [RelayRoomName: RoomRecorder] = [:]
        var isStopping = false
        let report: @Sendable (RelayNodeEvent) -> Void

        mutating func report(_ change: RoomRecorder.Change, of room: RelayRoomName) {
            guard let recorder = rooms[room] else { return }
            let name = RelayRecordingName(recorder.recording)
            switch change {
            case .none: break
            case .failed(let error): report(.recordingFailed(room, recording: name, reason: "\(error)"))
            case .resumed(let segment): report(.recordingResumed(room, recording: name, segment: segment))
            }
        }
    }

    private let mailbox = Mailbox<Command>(capacity: mailboxCapacity)

    /// nil when the system gives no thread.
    init?(report: @escaping @Sendable (RelayNodeEvent) -> Void) {
        let mailbox = mailbox
        guard NativeThread(name: "hz-recorder", processor: -1, run: { Self.run(mailbox, report) }) != nil
        else { return nil }
    }

    private static func run(
        _ mailbox: Mailbox<Command>, _ report: @escaping @Sendable (RelayNodeEvent) -> Void
    ) {
        var state = State(report: report)
        while !state.isStopping {
            var waiting = pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&waiting, 1, state.rooms.isEmpty ? -1 : turnMilliseconds)
            for command in mailbox.take() { command(&state) }
            let now = NativeThread.now
            for (room, recorder) in state.rooms { state.report(recorder.turn(at: now), of: room) }
        }
        for command in mailbox.close() { command(&state) }
        for (_, recorder) in state.rooms { _ = try? recorder.seal(at: NativeThread.now) }
    }

    // MARK: Calls from the node

    /// Starts recording; returns the ring the room's worker writes into, and the number of the segment that runs.
    func open(
        _ room: RelayRoomName, recording: RelayRecordingName, configuration: RecordingConfiguration,
        keys: EvidenceKeys, from segment: UInt32
    ) async throws(RelayNodeError) -> (ring: RecordingRing, segment: UInt32) {
        let mailbox = mailbox
        let ring = RecordingRing(capacity: Self.ringBytes) { mailbox.wake() }
        let started: Result<UInt32, RelayNodeError> = await withCheckedContinuation { done in
            let posted = mailbox.post { state in
                do throws(EvidenceError) {
                    let recorder = try RoomRecorder(
                        configuration: configuration, recording: recording.value, keys: keys, ring: ring,
                        from: segment, now: NativeThread.now)
                    state.rooms[room] = recorder
                    done.resume(returning: .success(recorder.segment ?? segment))
                } catch {
                    done.resume(returning: .failure(.recorderFailed(recording, reason: "\(error)")))
                }
            }
            if !posted { done.resume(returning: .failure(.notRunning)) }
        }
        return (ring, try started.get())
    }

    /// Takes what the ring still holds and seals. nil when the recording had failed before.
    func close(_ room: RelayRoomName) async -> RecordingSummary? {
        await withCheckedContinuation { done in
            let posted = mailbox.post { state in
                let now = NativeThread.now
                var summary: RecordingSummary?
                if let recorder = state.rooms[room] {
                    do throws(EvidenceError) {
                        summary = try recorder.seal(at: now)
                    } catch {
                        state.report(.failed(error), of: room)
                    }
                }
                state.rooms[room] = nil
                done.resume(returning: summary)
            }
            if !posted { done.resume(returning: nil) }
        }
    }

    func statistics() async -> RecorderStatistics {
        await withCheckedContinuation { done in
            let posted = mailbox.post { state in
                var result = RecorderStatistics()
                for recorder in state.rooms.values {
                    if recorder.segment == nil { result.failed += 1 } else { result.recording += 1 }
                    result.unsyncedBytes += recorder.unsyncedBytes
                }
                done.resume(returning: result)
            }
            if !posted { done.resume(returning: RecorderStatistics()) }
        }
    }

    /// The pictures of a room as they come in; empty for a room that is not recorded.
    func pictures(of room: RelayRoomName) async -> [MeasuredPicture] {
        await withCheckedContinuation { done in
            let posted = mailbox.post { state in
                done.resume(returning: state.rooms[room]?.pictures(at: NativeThread.now) ?? [])
            }
            if !posted { done.resume(returning: []) }
        }
    }

    /// Adds a fact beside the media. Dropped when the recorder is that far behind; the media itself never is.
    func note(
        _ room: RelayRoomName, _ body: @escaping @Sendable (RoomRecorder, UInt64) -> RoomRecorder.Change
    ) {
        _ = mailbox.post { state in
            guard let recorder = state.rooms[room] else { return }
            state.report(body(recorder, NativeThread.now), of: room)
        }
    }

    /// Seals whatever is open and ends the thread.
    func stop() { _ = mailbox.post { state in state.isStopping = true } }
}

package enum RecorderClock {
    static var wallMilliseconds: Int64 { Int64(huizhen_realtime_ns() / 1_000_000) }

    /// Whether the kernel believes that its clock follows a time server.
    package static var isSynchronised: Bool { huizhen_clock_is_synchronised() == 1 }
}
