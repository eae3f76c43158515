import MediaEngine
import Wire

/// One reader of strangers' bytes. `run` is false when a promise was broken that is not a trap by itself.
enum FuzzTarget: String, CaseIterable {
    case stun, rtp, rtcp, sdp, answer, offer, dtls, trunk, control, protection, engine, export

    func run(_ bytes: [UInt8]) -> Bool {
        switch self {
        case .stun: WireFuzz.stun(bytes)
        case .rtp: WireFuzz.rtp(bytes)
        case .rtcp: WireFuzz.rtcp(bytes)
        case .sdp: WireFuzz.description(bytes)
        case .answer: NegotiationFuzz.answer(bytes)
        case .offer: NegotiationFuzz.offer(bytes)
        case .trunk: TrunkFuzz.run(bytes)
        case .control: ControlFuzz.body(bytes)
        case .dtls: HandshakeFuzz.records(bytes)
        case .protection: ProtectionFuzz.packet(bytes)
        case .engine: EngineFuzz.run(bytes)
        case .export: ExportFuzz.payloads(bytes)
        }
    }
}
