import HTTPTypes
import Synchronization

/// The route table for middleware that is installed before the routes are.
final class RouteTableBox: Sendable {
    private let table = Mutex(RouteTable())

    func fill(_ table: RouteTable) {
        self.table.withLock { $0 = table }
    }

    func methods(at path: String) -> [HTTPRequest.Method] {
        table.withLock { $0.methods(at: path) }
    }
}
