/// How many contracts stand in a state, or visits were opened of a kind.
package struct NamedCount: Sendable, Equatable {
    package let name: String
    package let count: Int

    package init(name: String, count: Int) {
        self.name = name
        self.count = count
    }
}
