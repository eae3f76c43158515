import Orchestration
import RelayAPI

/// What `huizhen serve` tells Prometheus: its rooms, its relay (in this process, or each node of its fleet), and the
/// process. Labels: the names of nodes in the configuration, sides and states; never a case or a person.
struct ServiceMetrics: Sendable {
    let rooms: RoomKeeper
    let relay: any RelayControl

    func text() async -> String {
        var text = MetricsText()
        let load = await rooms.load
        text.single("huizhen_rooms", .gauge, "Consultation rooms that are open.", Double(load.rooms))
        text.family("huizhen_seats", .gauge, "Seats in open rooms, by whether their media path is up.")
        text.sample("huizhen_seats", ["state": "connected"], load.connectedSeats)
        text.sample("huizhen_seats", ["state": "connecting"], load.seats - load.connectedSeats)
        text.single(
            "huizhen_rooms_unrecorded", .gauge, "Open rooms whose recorder does not run; must be zero.",
            Double(load.unrecordedRooms))
        if let adapter = relay as? RelayAdapter { return text.text + (await adapter.control.metrics()) }
        if let fleet = relay as? RelayFleet { await fleet.write(into: &text) }
        ProcessMetrics.write(into: &text)
        return text.text
    }
}

extension RelayFleet {
    func write(into text: inout MetricsText) {
        text.family("huizhen_relay_node_state", .gauge, "1 for the state each relay node is in.")
        for node in nodes {
            let state = node.isLost || node.health == nil ? "lost" : node.health?.state.rawValue ?? "lost"
            for each in ["serving", "draining", "lost"] {
                text.sample(
                    "huizhen_relay_node_state", ["node": node.name, "state": each], each == state ? 1 : 0)
            }
        }
        text.family("huizhen_relay_node_rooms", .gauge, "Rooms of this service on each relay node.")
        for (number, node) in nodes.enumerated() {
            text.sample(
                "huizhen_relay_node_rooms", ["node": node.name],
                rooms.values.count { $0.node == number || $0.former == number })
        }
        text.single(
            "huizhen_relay_node_losses_total", .counter, "Relay nodes that were lost.", Double(losses))
    }
}
