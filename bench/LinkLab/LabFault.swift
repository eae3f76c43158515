import Foundation

package enum LabFault: Error, CustomStringConvertible {
    /// Not root, or no TUN: the laboratory cannot run here.
    case needs(String)
    case system(String, Int32)
    case command(String, String)
    case failed(String)

    package var description: String {
        switch self {
        case .needs(let what): "the laboratory needs \(what)"
        case .system(let what, let code): "\(what): \(String(cString: strerror(abs(code))))"
        case .command(let command, let output): "\(command): \(output)"
        case .failed(let what): what
        }
    }
}
