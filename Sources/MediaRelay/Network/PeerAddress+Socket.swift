import CLinuxNet
import Wire

extension UnsafeMutablePointer<huizhen_datagram> {
    func setPeer(_ peer: PeerAddress) {
        switch peer.family {
        case .v4: huizhen_set_v4(self, UInt32(truncatingIfNeeded: peer.low), peer.port)
        case .v6: huizhen_set_v6(self, peer.high, peer.low, peer.port)
        }
    }

    func readPeer() -> PeerAddress? {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var port: UInt16 = 0
        switch huizhen_get_address(self, &high, &low, &port) {
        case 4: return PeerAddress(v4: UInt32(truncatingIfNeeded: low), port: port)
        case 6: return PeerAddress(v6High: high, low: low, port: port)
        default: return nil
        }
    }
}
