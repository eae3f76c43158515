import MediaEngine
import MediaRelay

/// The node's metrics. Labels are bounded by configuration and code: worker, link, direction, reason, refusal code.
/// Nothing names a room, a session or a person.
extension NodeControl {
    package func metrics() async -> String {
        var text = MetricsText()
        let workers = await node.statistics()
        let recorder = await node.recorderStatistics()
        writeNode(into: &text)
        Self.writePackets(workers, into: &text)
        Self.writeLatency(workers, into: &text)
        Self.writeDrops(workers, into: &text)
        Self.writeLinks(await node.linkStatistics(), into: &text)
        Self.writeListeners(workers.flatMap(\.legs), into: &text)
        Self.writeRecorder(recorder, workers, into: &text)
        ProcessMetrics.write(into: &text)
        return text.text
    }

    private func writeNode(into text: inout MetricsText) {
        text.single(
            "huizhen_relay_rooms", .gauge, "Rooms that are open.", Double(table.rooms.count))
        let sessions = table.rooms.values.flatMap { $0.sessions.values }
        text.family("huizhen_relay_sessions", .gauge, "Sessions, by whether their media path is up.")
        text.sample(
            "huizhen_relay_sessions", ["state": "connected"], sessions.count { $0.isConnected })
        text.sample(
            "huizhen_relay_sessions", ["state": "connecting"], sessions.count { !$0.isConnected })
        text.single(
            "huizhen_relay_draining", .gauge, "1 while the node takes no new rooms.",
            state == .draining ? 1 : 0)
        text.family(
            "huizhen_relay_refusals_total", .counter, "Rooms and sessions turned away, by problem code.")
        for (code, count) in refusals.sorted(by: { $0.key < $1.key }) {
            text.sample("huizhen_relay_refusals_total", ["code": code], count)
        }
        text.single(
            "huizhen_relay_events_total", .counter, "Events told to the control side.", Double(log.sequence))
    }

    private static func writePackets(_ workers: [WorkerStatistics], into text: inout MetricsText) {
        text.family("huizhen_relay_packets_total", .counter, "Datagrams received and sent.")
        for worker in workers {
            let name = String(worker.worker)
            text.sample(
                "huizhen_relay_packets_total", ["direction": "in", "worker": name], worker.datagramsIn)
            text.sample(
                "huizhen_relay_packets_total", ["direction": "out", "worker": name], worker.datagramsOut)
        }
        text.family("huizhen_relay_bytes_total", .counter, "Bytes of UDP payload received and sent.")
        for worker in workers {
            let name = String(worker.worker)
            text.sample("huizhen_relay_bytes_total", ["direction": "in", "worker": name], worker.bytesIn)
            text.sample("huizhen_relay_bytes_total", ["direction": "out", "worker": name], worker.bytesOut)
        }
        text.family("huizhen_relay_mailbox_depth", .gauge, "Commands that wait for a worker.")
        for worker in workers {
            text.sample(
                "huizhen_relay_mailbox_depth", ["worker": String(worker.worker)], worker.mailboxDepth)
        }
        text.family("huizhen_relay_worker_sessions", .gauge, "Sessions of each worker.")
        for worker in workers {
            text.sample(
                "huizhen_relay_worker_sessions", ["worker": String(worker.worker)], worker.legs.count)
        }
    }

    private static func writeDrops(_ workers: [WorkerStatistics], into text: inout MetricsText) {
        var drops = DropCounters()
        for worker in workers {
            drops.add(worker.drops)
            drops.add(worker.formerDrops)
            for leg in worker.legs { drops.add(leg.drops) }
        }
        text.family("huizhen_relay_drops_total", .counter, "Packets not forwarded, by reason.")
        for reason in DropReason.allCases {
            text.sample("huizhen_relay_drops_total", ["reason": "\(reason)"], drops[reason])
        }
        text.family("huizhen_relay_socket_errors_total", .counter, "Datagrams the sockets lost, by kind.")
        let kinds: [(String, KeyPath<WorkerStatistics, UInt64>)] = [
            ("truncated", \.truncated), ("receive", \.receiveErrors), ("sendCongested", \.sendCongested),
            ("sendRefused", \.sendRefused),
        ]
        for (kind, path) in kinds {
            let total = workers.reduce(0) { $0 &+ $1[keyPath: path] }
            text.sample("huizhen_relay_socket_errors_total", ["kind": kind], total)
        }
    }

    private static func writeRecorder(
        _ recorder: RecorderStatistics, _ workers: [WorkerStatistics], into text: inout MetricsText
    ) {
        text.family("huizhen_relay_recordings", .gauge, "Recordings, by state.")
        text.sample("huizhen_relay_recordings", ["state": "running"], recorder.recording)
        text.sample("huizhen_relay_recordings", ["state": "failed"], recorder.failed)
        text.single(
            "huizhen_relay_recorder_ring_fill_ratio", .gauge,
            "Share of the fullest room's ring that waits for the recorder.", recorder.fullestRing)
        text.single(
            "huizhen_relay_recorder_unsynced_bytes", .gauge,
            "Recorded and not yet known to be on the disk.", Double(recorder.unsyncedBytes))
        text.single(
            "huizhen_relay_recorder_dropped_packets_total", .counter,
            "Packets the recorder had no room for; must be zero.",
            Double(workers.reduce(0) { $0 &+ $1.unrecorded }))
    }
}
