/// Why an act on something of the register is refused.
package enum AssetRefusal: Sendable, Equatable {
    /// It goes back into service when what failed was passed.
    case workFailed([AssetWork])

    package var code: RefusalCode {
        switch self {
        case .workFailed: .assetWorkFailed
        }
    }
}
