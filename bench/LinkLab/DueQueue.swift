/// What is due first comes first; equals leave in the order they came.
struct DueQueue<Element> {
    private struct Entry {
        var due: UInt64
        var order: UInt64
        var element: Element

        func isBefore(_ other: Entry) -> Bool { (due, order) < (other.due, other.order) }
    }

    private var heap: [Entry] = []
    private var lastOrder: UInt64 = 0

    var count: Int { heap.count }
    var nextDue: UInt64? { heap.first?.due }

    mutating func insert(_ element: Element, due: UInt64) {
        lastOrder += 1
        heap.append(Entry(due: due, order: lastOrder, element: element))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].isBefore(heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func removeFirst() -> Element? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first.element }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].isBefore(heap[least]) {
                least = child
            }
            guard least != parent else { return first.element }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
