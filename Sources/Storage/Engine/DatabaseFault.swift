/// Why a database is not opened.
package enum DatabaseFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// A later version of the program has worked on it, with steps that this one does not know.
    case newer(steps: [String])

    package var description: String {
        switch self {
        case .newer(let steps):
            "the database is of a later version of this program (\(steps.joined(separator: "; "))). "
                + "Nothing was changed; start the later version, or restore a backup made before the upgrade."
        }
    }
}
