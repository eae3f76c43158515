import Foundation
import Wire

/// Good inputs to start from: a fuzzer that must first guess a whole format finds little behind it.
enum SeedCorpus {
    /// Writes one file a seed; keeps what is already there.
    static func write(for target: FuzzTarget, to directory: String) -> Bool {
        let folder = URL(fileURLWithPath: directory, isDirectory: true)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (index, seed) in seeds(for: target).enumerated() {
                try Data(seed).write(to: folder.appendingPathComponent("seed-\(index)"))
            }
            return true
        } catch {
            print("the seeds could not be written: \(error.localizedDescription)")
            return false
        }
    }

    private static func seeds(for target: FuzzTarget) -> [[UInt8]] {
        switch target {
        case .stun: [check]
        case .rtp: [packet]
        case .rtcp: control
        case .sdp, .answer:
            [
                vector("chromium-156-answer.sdp"), vector("chromium-156-simulcast-answer.sdp"),
                vector("relay-offer.sdp"),
            ]
        case .offer:
            [[0] + vector("chromium-156-answer.sdp"), [0] + secured, [1] + vector("relay-offer.sdp")]
        case .trunk: hexadecimal(in: "trunk.txt")
        case .control: ControlSeeds.all
        case .dtls: handshakes
        case .export: recordings
        case .protection: [[0] + packet, [1] + packet, [2] + packet, [0x80] + (control.first ?? [])]
        case .engine: control.map { chunk([0, 10] + $0) } + [chunk([1, 5] + packet)]
        }
    }

    private static func vector(_ name: String) -> [UInt8] {
        let url = URL(fileURLWithPath: "Protocols/vectors/\(name)")
        return (try? Data(contentsOf: url)).map { Array($0) } ?? []
    }

    private static let secured = Array(
        ("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 5004 RTP/SAVP 8 0\r\n"
            + "a=rtcp-mux\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n"
            + "m=video 5006 RTP/SAVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\n").utf8
    )

    /// A handshake left alone, one disturbed at each of its steps, and strangers' records before and behind it.
    private static var handshakes: [[UInt8]] {
        let hello = [22, 254, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13, 1] + [UInt8](repeating: 0, count: 12)
        let whole = [UInt8](repeating: 0, count: 6).flatMap { _ in chunk([1]) }
        var seeds = [[0] + chunk([0] + hello), [0] + whole, [1] + whole, [2] + whole, [3] + whole]
        for step in 0..<6 as Range<UInt8> {
            let head = step << 2
            seeds += [
                [head] + chunk([2, 0, 20, 255]) + whole, [head | 1] + chunk([3, 9]) + whole,
                [head] + chunk([4]) + chunk([5, 100]) + whole,
                [head | 1] + chunk([6, 1, 0, 9, 2, 40]) + whole,
                [head] + whole + chunk([6, 1, 1, 3, 1, 0]) + chunk([7] + packet),
            ]
        }
        return seeds
    }

    /// H.264 in single units, an aggregate and pieces, and VP8.
    private static var recordings: [[UInt8]] {
        let sets: [UInt8] = [0x67, 66, 0, 10, 0xDA, 0x79]
        let pictureSet: [UInt8] = [0x68, 0xCE]
        let aggregate = [0x78, 0, 6] + sets + [0, 2] + pictureSet + [0, 3, 0x65, 0x88, 1]
        let high: [UInt8] = [
            0x67, 100, 0, 12, 0xAC, 0xD9, 0x41, 0x41, 0xFB, 0x01, 0x10, 0, 0, 3, 0, 0x10, 0, 0, 3, 1, 0xE0,
        ]
        return [
            [0] + chunk([1] + sets) + chunk([0] + pictureSet) + chunk([2, 0x65, 0x88, 1, 2]),
            [0] + chunk([3] + aggregate) + chunk([3, 0x41, 0x9A, 5]) + chunk([7, 0x41, 0x9A]),
            [0] + chunk([1] + aggregate) + chunk([1, 0x7C, 0x85, 0x88]) + chunk([0, 0x7C, 5, 9])
                + chunk([2, 0x7C, 0x45, 7]),
            [0] + chunk([1] + high) + chunk([0, 0x68, 0xEB, 0xE3]) + chunk([2, 6, 6, 1, 0xC4, 0x80])
                + chunk([2, 0x65, 0x88, 1]),
            [1] + chunk([3, 0x90, 0x80, 5, 0x10, 2, 0, 0x9D, 1, 0x2A, 64, 1, 240, 0, 9])
                + chunk([3, 0x10, 1, 2]) + chunk([5, 0x90, 0xE0, 0x80, 1, 2, 0x20, 3]),
        ]
    }

    /// Each value of a vector file, as bytes.
    private static func hexadecimal(in name: String) -> [[UInt8]] {
        String(decoding: vector(name), as: UTF8.self).split(separator: "\n").compactMap { line in
            guard !line.hasPrefix("#"), let text = line.split(separator: " ").last else { return nil }
            let digits = text.compactMap(\.hexDigitValue)
            return stride(from: 0, to: digits.count - 1, by: 2).map {
                UInt8(digits[$0] << 4 | digits[$0 + 1])
            }
        }
    }

    private static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes
    }

    private static func written(_ build: (inout MutableSpan<UInt8>) -> Int?) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 600)
        var span = buffer.mutableSpan
        let length = build(&span) ?? 0
        return Array(buffer.prefix(length))
    }

    private static var check: [UInt8] {
        written { span in
            var writer = STUNWriter(.request, transaction: .init(high: 1, low: 2), into: &span)
            writer.add(STUN.Attribute.username, bytes: Array("relay1:brow1".utf8), into: &span)
            writer.add(STUN.Attribute.priority, u32: 7, into: &span)
            writer.add(STUN.Attribute.iceControlled, u64: 5, into: &span)
            return writer.finish(with: HMACSHA1(key: [1, 2, 3]), into: &span)
        }
    }

    /// VP8, a keyframe, with one-byte header extensions for mid, transport number and audio level.
    private static var packet: [UInt8] {
        [
            0x90, 0xE0, 0x00, 0x01, 0, 0, 0, 9, 0, 0, 0, 5, 0xBE, 0xDE, 0, 2, 0x10, 0x31, 0x31, 0x00, 0x07,
            0x20, 0x1E, 0,
        ]
            + [0x90, 0x80, 0x05, 0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A] + [UInt8](repeating: 3, count: 40)
    }

    private static var control: [[UInt8]] {
        [
            written { GenericNACK.write(sender: 1, media: 2, lost: [1, 2, 30, 90], at: 0, into: &$0) },
            written { SourceDescription.write(ssrc: 1, canonicalName: "someone", at: 0, into: &$0) },
            written { KeyframeRequest.writeFullIntra(sender: 1, media: 2, number: 1, at: 0, into: &$0) },
            written {
                EstimatedBitrate.write(sender: 1, bitsPerSecond: 900_000, media: [1], at: 0, into: &$0)
            },
            written {
                TransportFeedback(
                    baseSequence: 9, referenceTime: 4, feedbackCount: 1, deltas: [1, nil, 300, -4, 9]
                )
                .write(sender: 1, media: 2, at: 0, into: &$0)
            },
            written {
                let block = ReportBlock(
                    ssrc: 1, fractionLost: 2, cumulativeLost: -3, highestSequence: 4, jitter: 5,
                    lastReport: 6, delay: 7)
                return ReceiverReport.write(from: 9, [block, block], at: 0, into: &$0)
            },
        ]
    }
}
