import CSealing
package import MediaEngine

/// Whose AES: OpenSSL's, or for GCM Intel's ipsec-mb on processors that it serves.
package enum CipherLibrary: Hashable, Sendable {
    case quickest, openSSL

    /// Whether `quickest` differs from `openSSL` here.
    package static var hasQuicker: Bool { huizhen_sealing_is_quick() == 1 }
}

/// The keys of one direction of RTP or RTCP, set once; per packet only the initialisation vector changes, so nothing is
/// fetched or allocated on the packet path.
package final class SealingCipher {
    package enum Direction { case seal, open }

    private let sealer: OpaquePointer

    /// nil when OpenSSL lacks memory or the algorithm, or a key has the wrong length.
    package init?(
        keys: SessionKeys, profile: ProtectionProfile, _ library: CipherLibrary = .quickest,
        direction: Direction
    ) {
        let isCounterMode = profile == .aes128CMHMACSHA1_80
        guard keys.encryption.count == profile.masterKeyBytes, keys.salt.count == profile.masterSaltBytes,
            !isCounterMode || keys.authentication.count == 20
        else { return nil }
        let suite =
            switch profile {
            case .aes128CMHMACSHA1_80: HUIZHEN_SUITE_CM80
            case .aeadAES128GCM: HUIZHEN_SUITE_GCM128
            case .aeadAES256GCM: HUIZHEN_SUITE_GCM256
            }
        guard
            let sealer = huizhen_sealer_make(
                suite, library == .quickest ? HUIZHEN_LIBRARY_QUICKEST : HUIZHEN_LIBRARY_OPENSSL,
                direction == .seal ? 1 : 0, keys.encryption, keys.authentication, keys.salt)
        else { return nil }
        self.sealer = sealer
    }

    deinit { huizhen_sealer_free(sealer) }

    /// Encrypts what lies between `header` and `length` in place and puts the tag behind it. False when there is no
    /// room or OpenSSL fails. For RTCP the index word stands already in its place. `owingTag`: the tag may be missing
    /// until `settle`, and the packet must stay where it is until then.
    package func seal(
        _ packet: inout MutableSpan<UInt8>, header: Int, length: Int, trailer: Int, ssrc: UInt32,
        index: UInt64, isControl: Bool = false, owingTag: Bool = false
    ) -> Bool {
        guard header >= 0, header <= length, trailer >= 0, length <= packet.count &- trailer else {
            return false
        }
        return packet.withUnsafeMutableBufferPointer { [sealer] buffer in
            // SAFETY: header ≤ length and length + trailer ≤ count; the cipher touches nothing else.
            huizhen_seal(
                sealer, ssrc, index, buffer.baseAddress, header, length, isControl ? 1 : 0, owingTag ? 1 : 0)
                == 1
        }
    }

    /// Writes the tags this thread owes.
    package static func settle() { huizhen_settle() }

    /// A packet of a burst that is to be opened soon, with the index it most likely has; `length` is that of the plain
    /// packet. Between `foresee` and `forget` nobody but `open` may write the packet.
    package func foresee(_ packet: inout MutableSpan<UInt8>, length: Int, trailer: Int, index: UInt64) {
        guard length > 0, trailer >= Self.rollOverBytes, length <= packet.count &- trailer else { return }
        packet.withUnsafeMutableBufferPointer { [sealer] buffer in
            // SAFETY: length + trailer ≤ count; the roll-over count is hashed in the trailer's place.
            huizhen_foresee(sealer, index, buffer.baseAddress, length)
        }
    }

    /// Computes the tags of all foreseen packets of this thread at once.
    package static func foretell() { huizhen_foretell() }

    /// The burst has been worked off: its memory is free for the next.
    package static func forget() { huizhen_forget() }

    private static let rollOverBytes = 4

    /// Verifies the tag behind `length` and decrypts in place.
    package func open(
        _ packet: inout MutableSpan<UInt8>, header: Int, length: Int, trailer: Int, ssrc: UInt32,
        index: UInt64,
        isControl: Bool = false
    ) -> Bool {
        guard header >= 0, header <= length, trailer >= 0, length <= packet.count &- trailer else {
            return false
        }
        return packet.withUnsafeMutableBufferPointer { [sealer] buffer in
            // SAFETY: as in `seal`.
            huizhen_open(sealer, ssrc, index, buffer.baseAddress, header, length, isControl ? 1 : 0) == 1
        }
    }
}
