/// Events waiting for the worker; bounded.
struct EventQueue: ~Copyable {
    private var events: [EngineEvent] = []
    private var head = 0
    private(set) var dropped: UInt64 = 0

    var isEmpty: Bool { head == events.count }
    var isFull: Bool { events.count - head >= EngineLimits.events }

    mutating func append(_ event: EngineEvent) {
        guard !isFull else {
            dropped &+= 1
            return
        }
        events.append(event)
    }

    mutating func next() -> EngineEvent? {
        guard head < events.count else { return nil }
        defer {
            head += 1
            if head == events.count {
                events.removeAll(keepingCapacity: true)
                head = 0
            } else if head >= 1024 {
                events.removeFirst(head)
                head = 0
            }
        }
        return events[head]
    }
}
